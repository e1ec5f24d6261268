# 首页。
home-title = 首页
home-waiting = { $n ->
    [one] 等您决定
   *[other] 等您决定，共 { $n } 项
}
home-request = { $party }想查看 { $n } 项资料
home-offer = { $party }要发给您：{ $about }
home-review = 查看请求
home-look = 看看内容
home-answer-by = { $n ->
    [0] 请在{ $date }前答复，今天截止
   *[other] 请在{ $date }前答复，还有 { $n } 天
}
home-all-waiting = 全部 { $n } 项
home-nothing-eyebrow = 没有待办
home-nothing-title = 现在没有要您决定的事
home-nothing-text = 部门来问的时候，会显示在这里。
home-got-do = 粘贴或扫码
home-all-documents = 全部 { $n } 份
home-no-documents = 还没有证件。现在可以领取：
home-recent = 最近记录
home-all-activity = 全部记录
home-words-title = 还没有核对抄下的词
home-words-text = 电脑坏了，只有纸上的词能找回钱包。
home-words-do = 现在核对

home-alarm-title = { $n ->
    [0] { $party }读取了{ $items }，没有任何依据
   *[other] { $party }读取了{ $items }，没有任何依据，另有 { $n } 次
}
home-alarm-text = 您没有授权，也没有法规允许。您可以投诉，也可以问对方为什么。
home-alarm-do = 去查看
