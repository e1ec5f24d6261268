# 少给一些、更改登记、常见与少见、缺少的内容。
inbox-offered = 已少给，等对方决定
inbox-taken = 对方接受了少给
inbox-not-taken = 对方没有接受
band-offered = 您提出少给一些，对方还没有决定
band-offered-text = 对方接受以前，什么都看不到；在那之前您可以收回。
band-taken = 对方接受了您的提议
band-not-taken = 对方没有接受您的提议
band-not-taken-text = 什么都没有给出。您可以同意、另提一个，或者拒绝。
approve-was-offered = 已提出，对方还什么都看不到
approve-was-taken = 已按您的提议给出
take-back = 收回
offer-less = 少给一些……
offer-this-instead = 提议只给这些

less-title = 少给一些，答复{ $party }
less-back = 回到请求
less-answers = 答复请求
less-only-away = 只能减，不能加
less-items = 给哪几项
less-click = 点一下就能改
less-asked = 他们要：{ $what }
less-see = 查看
less-change = 更改
less-see-and-change = 查看和更改
less-add = 补充
less-see-and-add = 查看和补充
less-none = 不给
less-as-asked = 照给
less-only = 只{ $what }
less-words = 想说一句吗
less-optional = 可以不写
less-how-often = 用几次，存几天
less-days-kept = 保存天数
less-asked-uses = 他们要 { $n } 次
less-asked-days = 他们要 { $n } 天
less-uses = 次数
less-uses-fewer = 减少次数
less-uses-more = 增加次数
less-days = 保存天数
less-days-fewer = 减少天数
less-days-more = 增加天数
less-after = 对方接受以前，什么都看不到；接受以后，只按这些生效，一项不多。
less-nothing-less = 这就是他们要的全部
less-cancel = 返回请求
less-send = 送出这个答复
less-confirm-title = 向{ $party }提议只给 { $n } 项
less-confirm-do = 签名并送出
less-sent-toast = 已送出，对方接受后生效。
less-not-taken-toast = 对方没有接受，什么都没有给出。

usual = 常见
unusual = 少见
unusual-law = { $n ->
    [0] 没有规定允许这个部门为此查看这一项。
   *[other] 没有规定允许这个部门为此查看这一项；所引的规定只涉及另外 { $n } 项。
}
unusual-clause = 所引的规定涉及 { $n } 项，不包括这一项。
unusual-rare = { $asked ->
    [0] 这个部门此前的 { $n } 次请求都没有要过这一项。
   *[other] 这个部门此前的 { $n } 次请求里，只有 { $asked } 次要过这一项。
}
propose-not-to-give = 提议不给这一项

approve-title-changes = { $party }提出更改您的 { $n } 项登记
what-would-change = 改成什么样
rest-stays = 其余不变
change-now = 现在
change-becomes = 改成
colon = ：
change-nothing = 无
change-new = 新增
change-not-permitted = 法律不允许
change-left-out = 您不同意这一行
change-drop = 不要这一行
change-take = 还是要这一行
signature-covers = { $n ->
    [0] 您的签名不包括其中任何一行
   *[other] 您的签名只对这 { $n } 行有效
}
signature-exact = 多改一个字，签名就失效。
check-code = 核对码
sign-changes = 签名更改
afterwards = 改完以后
afterwards-document = 收到新的证件，旧的标为“已被取代”。
afterwards-permissions = 您的授权照旧，对方看到的是新内容。

which-document = 您有 { $n } 份证件符合，下面的内容取自：
which-document-label = 取自哪一份证件
document-of = { $name }，{ $date }
replaced-by = 已被{ $name }取代
replaced-by-open = 看新的
missing-title = 缺少什么
missing-count = { $n } 项
missing-required = 必需
missing-from = { $issuer }的{ $document }；{ $takes }
missing-nowhere = 有答复的部门都没有这一项。
missing-get = 领取：{ $document }
missing-silent = 没有答复：{ $names }

attribute-household-post-to = 信件寄往

did-counter-offer-sent = 您向{ $party }提出少给一些：{ $items }
did-counter-offer-taken = { $party }接受了您的提议：{ $items }
did-counter-offer-not-taken = { $party }没有接受您的提议

error-less-than-asked = 对方说需要更多
error-less-than-asked-body = 对方必需的有一部分没有给，要先经对方同意。
error-less-than-asked-remedy = 请用“少给一些”来答复。
error-nothing-less = 这就是他们要的全部
error-nothing-less-body = “少给一些”的答复总要减去一点。
error-nothing-less-remedy = 请直接同意，或者减去一点。
