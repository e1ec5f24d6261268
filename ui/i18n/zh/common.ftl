# 许多页面共用的词。
product = 市民钱包
window-title = { $page } · 市民钱包

# 导航与框架
rail-label = 主导航
rail-skip = 跳到正文
rail-foot = 资料只存在这台电脑上
menu = 菜单
nav-home = 首页
nav-requests = 请求
nav-documents = 证件
nav-permissions = 授权
nav-invoices = 发票
nav-certificates = 证书
nav-activity = 记录
nav-departments = 部门
nav-settings = 设置
# 读在待处理数目之前。
nav-waiting = 待处理：

# 链读到了哪里；$clock 是时间或日期。
sync-running = 正在核对，已读 { $n } 条
sync-running-left = 正在核对，已读 { $n } 条，每秒 { $rate } 条，约剩 { $seconds } 秒
sync-stop = 停止
sync-checked = 已核对到 { $clock }
sync-not-checked = 尚未核对
sync-trouble-since = { $clock } 之后没有核对
clock-differs = 这台电脑是 { $own }，账本是 { $ledger }。
sync-offline = 离线
sync-offline-since = 离线，截至 { $clock }

# 按钮
back = 返回
change = 更改
close = 关闭
continue = 继续
copy = 复制
copied = 已复制
done = 完成
hide = 遮住
later = 以后再说
lock = 锁定
not-now = 先不
retry = 再试一次
search = 搜索
show = 显示
filter = 筛选

# 页面的状态
loading = 正在读取……
stale-title = 显示的是之前的内容
stale-text = { $cause }。之后可能已有变化。
nothing-found = 没有找到。试试少输几个字。
nothing-sent = 什么都没有送出
toast-error = { $title }。{ $remedy }
error-wait = 请等 { $n } 秒再试。
error-code = 代码 { $code }
error-code-about = 代码 { $code }，关于 { $subject }

# 印章：凭什么知道
seal-proven = 已证实
seal-stale = 已过时
seal-unchecked = 未核对
seal-contra = 互相矛盾
identity-proven = 身份已证实
directory-proven = 名录已证实
directory-number = 政府名录编号
registered = { $when }登记

# 列举
list-comma = 、
list-semicolon = ；
sentence-gap = { "" }
sentence-join = ，
list-and-more = { $names }和另外 { $more } 项

# 日期；$month 是月份的短名
date-full = { $y }年{ $month }{ $d }日
date-short = { $month }{ $d }日
date-today = 今天 { $clock }
date-yesterday = 昨天 { $clock }
month-title = { $y }年{ $month }
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月
month-short-1 = 1月
month-short-2 = 2月
month-short-3 = 3月
month-short-4 = 4月
month-short-5 = 5月
month-short-6 = 6月
month-short-7 = 7月
month-short-8 = 8月
month-short-9 = 9月
month-short-10 = 10月
month-short-11 = 11月
month-short-12 = 12月
month-letter-1 = 1
month-letter-2 = 2
month-letter-3 = 3
month-letter-4 = 4
month-letter-5 = 5
month-letter-6 = 6
month-letter-7 = 7
month-letter-8 = 8
month-letter-9 = 9
month-letter-10 = 10
month-letter-11 = 11
month-letter-12 = 12
days-left = { $n ->
    [0] 今天到期
   *[other] 还有 { $n } 天
}
span-years = { $n } 年
span-days = { $n } 天

# 表头
column-department = 部门
column-why = 事由和内容
column-received = 收到
column-due = 截止
column-status = 状态
column-action = 操作
column-may-see = 可以查看
column-until = 到
column-used = 已用
column-certificate = 证书
column-issuer = 颁发
column-number = 编号
column-awarded = 授予
column-proof = 证明
column-date = 日期
column-seller = 销售方
column-amount = 金额 ¥
column-tax = 税额 ¥
column-month = 月份
column-invoices = 张数
column-node = 节点
column-height = 高度
column-answer = 应答
column-agreement = 一致

# 按键
keys-title = 按键
keys-sections = 各个栏目；Ctrl 2 打开第二个，依此类推
keys-open = 粘贴链接或选图片
keys-settings = 设置
keys-lock = 锁定
keys-back = 关上侧栏，或返回
keys-tab = 到下一个控件
keys-press = 按下带框的控件
keys-list = 全部按键
keys-enter = 回车键从不批准请求：请点按钮，或在按钮上按空格键。

# 锁定提醒
lock-soon-title = 钱包马上要锁定
lock-soon-text = 有一阵没人动键盘了，{ $n } 秒后锁定。
lock-stay = 不锁
lock-now = 现在锁定

# 出了问题的页面
problem-untouched = 没有动过
problem-files = 这台电脑上的文件。没有改动，也没有删除。
problem-nothing = 所有已经保存的内容。什么都没有送出。
problem-now = 现在怎么办
nowhere-title = 没有这一页
nowhere-text = 这个地址哪里也到不了。什么都没有打开，也没有送出。
