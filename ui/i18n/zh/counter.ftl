# 在柜台出示证件中的一部分。
counter-home-title = 在柜台办事？
counter-home-text = 出示一个只含您所选内容的码，一分钟后失效。
counter-home-do = 在柜台出示

counter-title = 在柜台出示
counter-text = 这个码只在一个部门、为一个用途、在一分钟内有效，且只能用一次。有人扫描之前，没有任何内容离开这台电脑。
counter-office = 在哪个部门？
counter-last-shown = 上次出示：{ $when }
counter-purpose = 办什么事？
counter-by-law = 依据 { $clause }
counter-document = 用哪份证件？
counter-asked-title = { $party }在柜台询问
counter-asked-until = { $time } 前可以回答
counter-have-question = 部门自己也出示了一个码？
counter-have-question-hint = 那个码会说明需要什么。请粘贴它的文字，或选一张它的图片。
counter-question-label = 部门的码（文字）
counter-question-open = 使用
counter-question-picture = 选择图片
counter-items = { $n ->
   *[other] 对方会读到这 { $n } 项
}
counter-items-none = 没有选择任何可读的内容
counter-more = { $n ->
   *[other] 这份证件还有 { $n } 项
}
counter-more-hint = 除非您打开，否则对方读不到。
counter-required = 部门需要
counter-usual = 此用途通常需要
counter-helpful = 部门说有帮助
counter-extra = 此用途不需要
counter-missing = 部门还需要这份证件里没有的内容：{ $items }
counter-linkable-title = 两个部门可能互相核对
counter-linkable-text = 这份证件没有未用过的副本了。这个部门和看过同一副本的另一个部门可以发现，两处来的是同一个人。重新领取证件可得到新的副本。
counter-nothing-title = 没有合适的证件
counter-nothing-text = 这个钱包里没有可以出示的有效证件。请先领取一份。
counter-nothing-do = 看看能领什么
counter-show = 出示码
counter-showing = 正在生成……
counter-give = 允许对方读取：{ $item }

code-hide = 收起
code-hides = 切到别的窗口时自动收起
code-for = 请{ $party }扫描
code-items = { $n ->
   *[other] 对方会读到这 { $n } 项
}
code-hidden-items = { $n ->
    [0] 这份证件没有其他内容。
   *[other] 其余 { $n } 项读不到，包括{ $items }。
}
code-reading = 读取情况
code-not-read = 还没有被读取
code-not-read-hint = 读取后，这里会写明是谁、什么时间。
code-read = { $party }于 { $time } 读取
code-read-hint = 已写入链上第 { $height } 块。这个码不能再用。
code-read-again = 又被读取一次：有人再次使用了您的码
code-read-again-hint = 一个码只能读取一次。两次读取都在“活动”里。
code-done = 已被读取
code-another = 再出示一个码
code-renews = { $n } 秒后自动换新
code-ends = 部门的询问 { $n } 秒后结束
code-brightness = 不好扫？把屏幕调亮一些
code-part = 第 { $number } 个码，共 { $count } 个；请让扫码器读完全部
code-aria = 二维码，{ $n } 秒后换新
code-larger = 放大
code-smaller = 缩小
code-say = 扫不了？念给对方
code-say-do = 改为念出来
code-saying = 正在联系部门……
code-say-hint = 已留在部门，只给{ $party }
code-covered-title = 已收起
code-covered-text = 另一个窗口到了前面。
code-show-again = 重新出示
code-over-title = 部门的询问已结束
code-over-text = 请在柜台要一个新的。

did-code-shown = 您向{ $party }出示了{ $items }
did-pass-made = 您为{ $party }打印了含{ $items }的通行单
did-code-read = { $party }在柜台读取了{ $items }
did-code-read-again = { $party }第二次读取了您的码：{ $items }
paste-counter = 这是部门在柜台的询问。回答它不需要联系任何人。
paste-counter-open = 回答

# 用途
purpose-identification = 说明您是谁
purpose-school-enrolment = 小学入学登记
purpose-rent-subsidy = 租金补贴
counter-pass = 打印凭证
counter-passing = 正在制作……
counter-pass-hint = PDF 文件，一天内有效，只能用一次。适合不带电脑出门。
counter-passed = 已保存为 { $path }
purpose-registration-update = 变更登记
purpose-school-places = 学位分配
purpose-tax-settlement = 个人所得税年度汇算
