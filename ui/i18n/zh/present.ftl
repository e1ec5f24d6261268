# 向来问的部门出示证件的一部分。
home-present = { $party }请您出示证件中的 { $n } 项
requests-present-items = 出示证件中的 { $n } 项
inbox-presented = 已出示
did-document-presented = 您向{ $party }出示了{ $items }
present-title = { $party }请您出示证件
present-until = { $date }前可答复
present-from = 取自{ $document }
present-items = 对方能看到 { $n } 项
present-not-there = 这份证件里没有
present-beyond-law = 没有条文允许其索取
present-no-rule = 没有条文允许该部门为此用途索取这些内容。是否出示由您决定。
present-kept-hint = 以对方所说为准。出示过的内容无法收回。
present-nothing-text = 本钱包里没有含对方所需内容的有效证件。请先取得证件，或者拒绝。
present-together = 对方只接受其他组合。
present-do = { $n ->
    [0] 出示
   *[other] 出示 { $n } 项
}
present-confirm = 向{ $party }出示 { $n } 项？
present-confirm-text = 这些内容只向该部门发送一次，之后对方不能借此再读取任何内容。
present-confirm-do = 现在出示
present-sending = 正在发送…
present-was-shown = 您已经出示
presented-title = 已向{ $party }出示 { $n } 项
presented-items = 已出示
presented-text = 对方看到的就是这些，取自其他部门看不到的副本，此外读不到任何内容。
