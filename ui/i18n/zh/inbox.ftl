# 决定以外的收件：稍后提醒、重新发送、未证实的来者、等待的链接、凭据。
requests-group-snoozed = 先放一放
snoozed-until = { $when } 再提醒
inbox-untold = 已拒绝，尚未告知
inbox-untold-text = 暂时联系不上该部门，联系上后会立刻告知。
snooze = 稍后提醒
snooze-title = 什么时候再提醒您？
snooze-text = 到那时为止不计数，也不排在前面。不会告诉部门。
snooze-hour = 一小时后
snooze-tomorrow = 明天
snooze-three-days = 三天后
snooze-week = 一周后
snooze-too-late = { $date }就过期了，只能选在那之前。
snoozed-toast = 已放到 { $when } 再提醒。
reopen = 现在处理
reopened-toast = 又在等您决定了。
unsent-nothing = 答复没有送出
unsent-nothing-text = 什么都没有离开这台电脑。您签好的可以原样再送，也可以重新决定。
unsent-maybe = 答复可能已经送到
unsent-maybe-text = 再送一次送的还是同一份答复，不会多出一份授权。对方收到后会确认。
send-again = 再送一次
sending-again = 正在送出……
decide-anew = 重新决定
sent-again-toast = 已经送到，对方确认了。

unproven-title = 身份未证实的来者
unproven-note = 不计数，不提醒，7 天后自动清除
unproven-line = { $n ->
    [0] 自称“{ $name }”
   *[other] 自称“{ $name }”，想要 { $n } 项
}
unproven-nameless = 没有名称
unproven-seal = 身份未证实
unproven-headline = { $n ->
    [0] 有人自称“{ $name }”，向您提出请求
   *[other] 有人自称“{ $name }”，想要您的 { $n } 项资料
}
unproven-headline-as = 有人自称是{ $party }，但无法证实
unproven-band = 无法证实是谁在问。请拒绝
unproven-band-contacted = 对方知道有人打开了它，以及一个网络地址；不知道是您。
unproven-band-silent = 没有联系过任何人，对方不知道您打开了它。
unproven-opened = { $when } 打开
unproven-removed = { $when } 清除
unproven-checks = 哪些无法核对
unproven-nothing-given = 什么都不能给
unproven-no-items = 看不出对方想要什么。
unproven-words = 对方自己的说法，没有核对
unproven-no-words = 对方没有说明理由。
unproven-directory = 可以来问的部门都在名录里，名称和地址都经过证实。
unproven-open-directory = 打开名录
unproven-foot = 拒绝时什么都不送出
unproven-foot-more = 连拒绝本身也不送。身份未证实的，没有办法答复。
unproven-gone-title = 已经不在了
unproven-gone = 身份未证实的请求 7 天后清除，或在您拒绝时清除。
unproven-refused = 已清除，什么都没有送出。
sender-listed-ok = 在名录中：{ $detail }
sender-listed-no = 对方的编号
sender-listed-no-hint = 不在名录所列部门之中
sender-signature-ok = 签名
sender-signature-no = 签名的钥匙
sender-signature-no-hint = 不属于来问的任何部门
sender-address-ok = 地址 { $detail }
sender-address-no = 地址 { $detail }
sender-address-no-hint = 没有这样的部门登记过
sender-address-none = 地址
sender-address-none-hint = 读不出来
sender-rule-ok = 所引条款存在
sender-rule-no = 条款
sender-rule-no-hint = 请求没有写明现行条款

links-title = 没能打开的链接
links-note = 保留到您打开或移除为止
link-kind-request = 请求
link-kind-offer = 要发给您的证件
link-from = { $kind }，来自 { $host }
link-retry = 再试一次
link-forget = 移除
link-forgotten = 已移除，没有联系任何人。
link-kept = 现在打不开，已保留在“请求”里。

paste-clipboard = 剪贴板里的图片
paste-belongs = 属于
paste-belongs-nobody = 不属于名录中的任何部门
paste-belongs-registered = 名录登记的地址
paste-sender = 自称来自
paste-sender-unknown = 不在名录中的来者
paste-inside = 内容都在链接里
paste-inside-text = 打开它不需要联系任何人。
paste-they-learn-nothing = 什么都不知道
paste-forbidden = 不会联系这个地址
paste-forbidden-text = 它通向内部网络，或没有加密。部门没有这样的地址。
paste-contact = 联系{ $party }
paste-contacted-failed = 试过了，没有可用的答复
paste-open-inside = 打开

evidence-save = 保存凭据
evidence-saving = 正在保存……
evidence-hint = 一个文件，含已签名的请求、您答复的指纹和回执。任何人都能核对，里面没有您的任何资料。
evidence-saved = 已保存为 { $path }
copies-refill = 补领新副本
copies-refilling = 正在领取……
copies-refilled = 新副本已领到。

first-run-pending = 有 { $n } 件内容在等您，建好钱包后就能查看。
