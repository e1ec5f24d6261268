# 收件、打开链接、决定、回执。
requests-title = 请求
requests-all = 全部
requests-yours = 等您
requests-answered = 已答复
requests-expired = 未答复
requests-open = 扫码或粘贴
requests-group-yours = 等您决定
requests-group-earlier = 以前的
requests-see-items = 涉及 { $n } 项
requests-offers-items = 发给您 { $n } 项
requests-review = 查看
requests-look = 打开
requests-empty-title = 还没有请求
requests-empty-text = 部门来问，或者要发证件给您，都会显示在这里。身份没有证实的另放一处。
inbox-new = 新的
inbox-waiting = 等您决定
inbox-approved = 已批准
inbox-accepted = 已接收
inbox-refused = 已拒绝
inbox-declined = 没有接收
inbox-expired = 已过期
inbox-not-sent = 还没送出
inbox-maybe-sent = 可能已送出

paste-title = 打开请求或邀约
paste-text = 先看清地址，再决定要不要联系。在这之前，这台电脑不联系任何人。
paste-any-time = 随时按：
paste-link = 粘贴链接
paste-picture = 把二维码图片拖到这里
paste-picture-hint = PNG、JPEG、BMP 或 WebP，只在这台电脑上识别。
paste-choose = 选择文件
paste-reading = 正在识别……
paste-found = 二维码读出来了，请看下面的地址。
paste-too-large = 图片超过 20 MB。请裁出二维码再试。
paste-address = 将要联系的地址
paste-not-contacted = 还没有联系
paste-kind = 种类
paste-kind-request = 想查看资料的请求；取来后核对签名
paste-kind-offer = 要发给您的证件；取来后核对签名
paste-they-learn = 对方会知道
paste-they-learn-text = 有人打开了它，以及您的网络地址
paste-open = 联系并打开
paste-opening = 正在取来并核对……
paste-cancel = 不联系

request = 请求
received-at = { $when } 收到
open-until = { $date }前有效
decide-later = 稍后决定
first-contact = 第一次向您请求
nth-contact = 第 { $n } 次向您请求
approve-title = { $party }想查看您的 { $n } 项资料
why = 为什么
quoted = “{ $text }”
own-words = 部门自己的说明
what-they-see = 他们会看到什么
all-required = { $n ->
    [one] 对方说需要这一项
   *[other] 对方说这 { $n } 项都需要
}
some-left-out = 您不给其中 { $n } 项
none-required = 没有必需的
optional-none = 另有 { $n } 项可给可不给，都没有勾选
optional-some = 另有 { $n } 项可给可不给，勾选了 { $ticked } 项
leave-out = 不给
leave-out-named = 不给：{ $name }
give-again-named = 还是给：{ $name }
left-out = 您不给
left-out-why = 对方说需要这一项，可能会答复说不够。
give-again = 还是给
kept-by = 这些资料由{ $name }保管，只在这份授权以内答复。
value-unknown = 钱包里没有
action-modify = 对方可以更改
action-add = 对方可以添加

law-permitted = 法规允许
law-denied = 不允许
law-officer = 由主管官员决定
law-disagreed = 两种答案
law-not-checked = 未核对
law-permitted-why = 法规允许。
law-denied-why = 没有哪条规定允许这个部门查看，所以不会给出。
law-officer-why = 法规交由主管官员决定。您同意后，要等准许了才生效。
law-disagreed-why = 这台电脑和链上对法规的判断不一样，所以不会给出。
law-not-checked-why = 现在读不到法规，所以不会给出。

band-answered = 您批准了这项请求
band-answered-text = 他们能看什么，都在“授权”里，也可以在那里撤回。
band-refused = 您拒绝了这项请求
band-expired = 答复的期限已过
band-maybe-sent = 答复可能已经送到
band-maybe-sent-text = 送出途中线路断了。如果送到了，会出现在“授权”里，可以撤回。
band-not-sent = 上一次没有送出
band-not-sent-text = 什么都没有离开这台电脑。可以再批准一次。
band-denied = 其中 { $n } 项法规不允许
band-denied-text = 无论您怎么决定，都不会给出。其余的由您决定。
band-denied-all = 这些资料法规都不允许
band-denied-all-text = 什么都不能给。您可以拒绝，让部门知道。
band-officer = 其中 { $n } 项，法规交由主管官员决定
band-officer-text = 准许之前谁也看不到，即使您同意了。
band-disagreed = 其中 { $n } 项，法规有两种答案
band-disagreed-text = 这台电脑和链上的判断不一样。在一致之前不会给出。
band-not-checked = 其中 { $n } 项，现在读不到法规
band-not-checked-text = 没有证实的规定，什么都不给。等网络恢复再试。

which-rule = 按什么规定
rule-all = { $n ->
    [one] 允许读取这一项
   *[other] 允许 { $n } 项全部读取
}
rule-some = 允许 { $all } 项中的 { $n } 项
rule-missing = 法规里没有这一条
rule-uses = 次数
rule-kept = 保存
rule-passed-on = 转交
rule-longest = 规定最长 { $time }
uses-at-most = { $n ->
    [one] 只一次
   *[other] 最多 { $n } 次
}
fewer-uses = 减少次数
more-uses = 增加次数
kept-days = { $n ->
    [0] 不保存
   *[other] { $n } 天，之后删除
}
not-handed-on = 不得转交
how-long = 多久
term-once = 只这一次
term-asked = 到{ $date }
term-asked-hint = 他们请求的期限
term-other = 另选日期
term-other-label = 最后一天，年-月-日
term-other-hint = 年-月-日，最晚 { $last }

refuse = 拒绝
approve = 批准
approve-summary = 给出 { $n } 项，到{ $date }
approve-summary-once = 给出 { $n } 项，只一次，到{ $date }
approve-undo = 随时可在“授权”里撤回。批准前会再问一次口令。
approve-no-enter = 回车键不批准。请点按钮，或在按钮上按空格键。
approve-nothing-chosen = 没有选要给的内容
approve-bad-day = 请选一个可以的日期
approve-was-approved = 已批准
approve-was-refused = 已拒绝，什么都没有送出
approve-was-expired = 已过期，什么都没有送出
approve-was-maybe-sent = 可能已经送出
confirm-title = 让{ $party }查看 { $n } 项
confirm-text = 口令只用来签下这一页显示的内容，没有别的。
confirm-no-enter = 回车键不批准，请点按钮。
confirm-do = 签名并批准
confirm-reload = 重新显示
approving = 正在批准
approving-sign = 您签名
approving-sign-sub = 只在这台电脑上
approving-introduce = 保管部门得知公钥
approving-introduce-sub = 好认出您的签名
approving-anchor = 在链上登记
approving-anchor-sub = 谁都能核对，谁也读不到
approving-send = 送给部门
approving-send-sub = 只有它能解开
refuse-title = 拒绝{ $party }
refuse-text = 部门会知道您拒绝了，但不知道原因。您的资料一项都不会送出。
refused-toast = 已拒绝。您的资料一项都没有送出。

to-home = 回到首页
receipt-title = { $party }可以查看这 { $n } 项了
receipt-approved = 已批准，{ $when }
receipt-number = 回执
receipt-given = 给出
receipt-purpose = 用途
receipt-until = 到
receipt-uses = { $n ->
    [one] 只一次，您会看到
   *[other] 最多 { $n } 次，每次您都会看到
}
receipt-rule = 规定
receipt-arrived = 送到了吗
receipt-signed = 您签了名
receipt-signed-sub = 只在这台电脑上
receipt-anchored = 在链上登记
receipt-anchored-sub = 第 { $height } 块
receipt-received = { $party }收到
receipt-received-sub = 对方签了收条
receipt-changed-mind-question = 改主意了？
receipt-changed-mind = { $question } 撤回后几秒就不能再查看。已经看过的收不回来。
receipt-permission = 查看授权
receipt-activity = 在记录里查看
link-waits = 有新内容送达，等您办完这里再看。
