# 证件、可以领取的、送来的。
documents-title = 证件
documents-all = 全部
documents-ending = 快到期
documents-unusable = 不能用
documents-empty-title = 还没有证件
documents-empty-text = 下面这些现在就能领取。其他的还没有部门颁发，一旦颁发就会出现在这里。
documents-obtain = 现在可以领取
have-a-link = 我有二维码或链接
see-obtainable = 看看现在能领什么

obtain-get = 领取
obtain-asking = 正在申请……
obtain-start = 开始办理
obtain-held = 已有
obtain-counter = 到柜台办
obtain-nothing = 目前没有部门在线颁发证件。
obtain-no-network = 还没有设置网络，无从询问。
obtain-unasked = 没能问到各部门现在颁发什么。
obtain-silent = { $name }没有应答
obtain-told-title = 已申请：{ $name }

document = 证件
document-contents = 内容
document-valid-from = 生效
document-status = 状态
document-history = 经过
document-proven = 已证实，没有被撤销
document-who-sees = 现在谁能看到
document-nobody-sees = 没有人得到授权。法律允许的查看会记在“记录”里。
document-sees-until = { $n } 项，到{ $date }
document-copies = 还有 { $n } 份一次性副本，共 { $all } 份。每份只出示一次，部门之间无法比对。
document-removed = 已从这台电脑删除，经过还保留着。
how-proven = 凭什么证实
remove-from-wallet = 从钱包删除
remove-title = 删除这份证件？
remove-text = 会从这台电脑删除。颁发部门那里还在，可以重新领取；记录里的经过也保留着。
remove-keep = 留着
remove-do = 删除

status-valid-until = 有效至{ $date }
status-until = 至{ $date }
status-no-end = 长期有效
status-days-left = { $n ->
    [0] 今天到期
   *[other] { $n } 天后到期
}
status-expired = { $date }已到期
status-suspended = 已中止
status-revoked = 已撤销
status-superseded = 已被取代
status-unknown = 状态不明

offer = 送来的证件
offer-title = { $party }要发给您：{ $name }
offer-holds = 里面有什么
offer-items = 共 { $n } 项
offer-check-issuer = 这个部门在名录里，它的签发说明由它签名。
offer-check-next = 收到的内容会再核对一遍，才保存。
offer-needs-code = 部门另外给了您一个验证码，请准备好。
offer-accept = 接收
offer-accepting = 正在取回并核对……
offer-decline = 不要
offer-hint = 接收只会把您的一把新公钥告诉这个部门，没有别的。
offer-accepted = 已接收、核对并保存。
offer-declined = 没有接收，什么都没有送出。
code-title = 输入验证码
code-label = 验证码
code-text = 部门用别的方式给了您，例如信件。
code-office-says = 部门补充说明：“{ $text }”
code-text-length = 部门用别的方式给了您一个 { $n } 位的验证码，例如信件。
code-wrong = 验证码不对。错五次，这份邀约就作废。
