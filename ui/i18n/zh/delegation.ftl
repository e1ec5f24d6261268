# 转交、什么使它停止、权限地图、切断、按项目看。
did-through = 经由{ $names }的授权
line-then = { $first }，再到{ $next }

hand-on-title = 转交
hand-on-never = 只限{ $party }自己
hand-on-never-hint = 不得转交给任何部门。
hand-on-asked = { $n ->
    [1] 也可以交给它的下级
   *[other] 也可以交给它的下级，最多往下 { $n } 层
}
hand-on-asked-hint = { $n ->
    [0] 目前它没有下级。
   *[other] 可能是{ $names }。每次使用、是谁使用，您都看得到。
}

permission-hand-on = 转交
permission-hand-on-no = 不得转交
permission-hand-on-steps = 可以交给下级，最多 { $n } 层
handed-on-title = 已转交给
handed-on-none = 从使用记录看，还没有转交过。
handed-on-by = 由{ $name }转交
handed-on-used = 用过 { $n } 次，最近一次{ $when }
part-active = 有效
part-over = 随授权结束
part-taken-back = 已收回
part-expired = 已到期
part-used-up = 次数已用完
part-suspended-law = 因法规暂停
part-suspended-office = 部门被暂停

stop-office = { $name }自{ $date }起被暂停
stop-office-unknown = 名录里已没有{ $name }
stop-taken-back = { $name }已收回，{ $date }查到
stop-law = 自{ $date }起，{ $clause }不再允许
stop-law-undated = { $clause }不允许
stop-block = 第 { $height } 块

office-kind = 类别
office-kind-government = 政府
office-kind-civil-affairs = 民政
office-kind-registry = 户籍登记
office-kind-education = 教育
office-kind-university = 大学
office-kind-tax = 税务
office-kind-organisation = 单位
office-kind-housing = 住房
office-kind-court = 法院
office-kind-health = 卫生
office-kind-transport = 交通
office-kind-social-insurance = 社会保险
office-other-name = 英文名
office-requests = 请求
office-requests-some = { $n } 次
office-requests-waiting = { $n } 次，{ $waiting } 次等您决定
office-reads = 读取
office-reads-covered = { $n } 次，都有依据
office-reads-uncovered = { $n } 次，其中 { $bad } 次没有依据
office-first = 第一次往来
office-last = 最近一次
office-never = 没有
office-shared = 以前给过
office-shared-nothing = 没有

reach-title = 它现在能看到什么
reach-nothing = 您的资料它什么也看不到。
reach-below = 它下面有 { $n } 个部门能看到一些。
reach-given = 您给它的
reach-handed-on = 经由{ $names }
reach-possible = { $names }可以转交给它
reach-until = 到{ $date }
reach-badge = { $n } 项
reach-badge-possible = 可能 { $n } 项
reach-open = 打开授权 { $number }

cut-here = 在这里切断
cut-link = 切断这条线
cut-hint = 先给您看会关掉什么。确认以前什么也不会发生。
cut-title = 切断{ $party }
cut-loading = 正在查看会关掉什么……
cut-nothing = 没有有效的授权到得了它或它的下级。
cut-withdraws = 会撤回这 { $n } 份授权：
cut-closes = 之后它们不能再看到：
cut-others = 其他部门也会一起失去，因为是同一份授权。它们要重新向您请求。
cut-possible = 另有 { $n } 份授权没有转交给它，但可以转交；也一起结束
cut-final = 不能恢复。以前看过的收不回来。
cut-keep = 先不切断
cut-do = 撤回 { $n } 份授权
cut-busy = 正在撤回……
cut-done = 已切断，撤回了 { $n } 份授权。
cut-failed = { $number } 没能撤回。它还在“授权”里，可以再试。

arrange = 排列
arrange-departments = 按部门
arrange-items = 按项目
matrix-label = 各项资料，各部门
matrix-item = 项目
matrix-none = 没有
matrix-nobody = 谁也看不到
matrix-count = { $n } 个部门
matrix-see = 查看
matrix-change = 更改
matrix-add = 添加
matrix-until = 到{ $date }
matrix-through = 经由{ $name }
