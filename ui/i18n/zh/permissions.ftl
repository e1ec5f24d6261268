# 授权。
permissions-title = 授权
permissions-active = 有效
permissions-ended = 已结束
permissions-none-active = 没有有效的授权。法律允许的查看记在“记录”里。
permissions-none-ended = 还没有结束的授权。
permissions-empty-title = 还没有授权
permissions-empty-text = 您批准的请求会出现在这里，每次使用都看得到，也可以撤回。
permission = 授权
permission-title = 给{ $party }的授权
permission-allows = 允许什么
permission-custodian = 由谁保管
permission-since = 从
permission-stands = 现在的状态
permission-history = 使用和变动
permission-never-used = 还没有用过。
used-count = { $n ->
    [0] 没有用过
   *[other] { $n } 次
}
used-times = { $n ->
    [0] 没有用过，最多 { $max } 次
   *[other] { $n } 次，最多 { $max } 次
}
final-at = 最终，第 { $height } 块
state-preparing = 正在准备
state-active = 有效
state-withdrawing = 正在撤回
state-withdrawn = 已撤回
state-expired = 已到期
state-used-up = 次数已用完
state-suspended-law = 因法规暂停
state-suspended-law-why = 规定有变动
state-suspended-office = 部门被暂停
state-not-delivered = 没有送到

withdraw = 撤回
withdraw-title = 撤回给{ $party }的授权
withdraw-text = 写进区块后（通常几秒），就再也不能凭它查看。撤回后不能恢复，部门要重新请求。
withdraw-never-used = 它还没有用过。
withdraw-used = 它用过 { $n } 次，那时看过的收不回来。
withdraw-keep = 保留
withdraw-do = 撤回授权
withdraw-hint = 几秒内结束，不再恢复。
withdrawing = 正在撤回……
withdrawing-text = 等下一个区块。
withdrawn-toast = 已撤回，再也不能凭它查看。

kept-until = 最后一次读取后可保存到 { $date }，还剩 { $n } 天
kept-no-longer = 最后一次读取后可保存到 { $date }，已到期
worth-never-used = { $n } 天没有用过，可以考虑收回
worth-not-used = 已有 { $n } 天没有使用，可以考虑收回
withdrawal-asked = 您要求撤回
withdrawal-in-block = 已写入第 { $height } 块
withdrawal-to-block = 尚未写入区块
withdrawal-final = 第 { $height } 块起不可更改
withdrawal-to-final = 尚未最终确定
withdrawal-took = { $n ->
    [0] 不到一秒
   *[other] { $n } 秒后
}
withdrawal-last-read = 此前最后一次读取：{ $time }。此后的每一次读取都会被拒绝。
withdrawal-never-read = 此前没有读取过。此后的每一次读取都会被拒绝。
