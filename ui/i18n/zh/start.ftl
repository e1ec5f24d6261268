# 首次使用、恢复词、锁定。
language = 语言
language-zh = 简体中文
language-en = English
text-size = 文字大小
size-normal = 标准
size-large = 大
size-larger = 特大

welcome-title = 欢迎
welcome-place = 您的证件，由您作主
welcome-what = 保管您的证件、发票和证书。部门来问，由您决定给什么。
welcome-where = 所有资料只存在这台电脑上，没有云端账户。
welcome-who = 部门只能看到您批准的和法律允许的。每一次查看都必须留下记录，您都看得到。
welcome-create = 新建钱包
welcome-restore = 恢复已有的钱包
welcome-keys = 全部按键：
step-of = 第 { $n } 步，共 { $all } 步

passphrase = 口令
passphrase-title = 定一个口令
passphrase-text = 每次打开钱包都要它。没有人能替您重设，忘了只能用抄下的词恢复。
passphrase-again = 再输入一次
passphrase-hint = 可以粘贴。几个不相干的词，比一串符号好记也更难猜。
passphrase-differs = 两次输入的还不一样。
passphrase-next = 下一步，抄词
creating = 正在新建钱包……
input-method-title = 输入法可能开着
input-method-text = 有些输入法会记住打过的字。介意的话，换成英文键盘再输入。
strength = 强度
strength-none = 至少 12 个字符
strength-0 = 一猜就中
strength-1 = 很弱
strength-2 = 还太弱
strength-3 = 够强
strength-4 = 很强
strength-short = ，{ $n } 个字符，至少要 12 个
guess-minutes = ，一台电脑几分钟就能猜到
guess-hours = ，一台电脑几小时就能猜到
guess-days = ，一台电脑几天就能猜到
guess-years = ，一台快电脑要猜好几年
guess-centuries = ，一台快电脑要猜约 300 年
guess-ever = ，一台快电脑要猜几千年

words-title-short = 恢复词
words-title = 把这 { $n } 个词抄在纸上
words-text = 电脑丢了、坏了，只有这些词能找回钱包。谁看到它们，谁就能打开您的钱包，所以不要拍照，也不要存进电脑。
words-fact-paper = 准备好纸和笔。
words-fact-alone = 身边不要有人，屏幕前不要有摄像头。
words-fact-time = 大约五分钟。中途可以停，以后再来。
words-show = 显示这些词
words-written = 我抄好了，去核对
words-later = 以后再抄

word-check-title = 看着纸，输入这 3 个词
word-check-text = 只是确认纸上抄得对。错了可以再看一遍，次数不限。
word-check-place = 第 { $n } 个词
word-check-wrong = 三个词里有不对的。请对照纸上，或者再看一遍词。
word-check-do = 核对
word-check-again = 再看一遍词
word-check-later = 以后再核对
word-check-hint = 在这之前，首页会一直提醒您。
word-check-done = 纸上抄的词是对的。
word-n-label = 词 { "" }
word-offers = 这样开头的词

restore-title = 恢复已有的钱包
restore-text = 按顺序输入纸上的词，也可以整段粘贴到第一格。什么都不会离开这台电脑。
restore-words = 恢复词
restore-count = 词数
restore-count-words = { $n } 个词
restore-wrong-word = 第 { $n } 个词不对，请对照纸上。
restore-passphrase = 给这台电脑定一个新口令
restore-do = 恢复钱包
restoring = 正在恢复……

lock-locked = 已锁定
lock-open = 打开钱包
lock-opening = 正在打开……
lock-wrong = 这个口令打不开钱包。
lock-wait = 试得太多了，请等 { $n } 秒。
lock-forgotten = 忘记口令
lock-forgotten-text = 没有人能重设口令。用纸上的恢复词，可以在一个新的空文件夹里恢复钱包。
lock-pending = 有 { $n } 项请求在等您

# After a restore
recovered-title = 钱包找回来了
recovered-reading = 正在读取链，并向各部门取回签发过的内容。找到的会自动出现在这里。
recovered-offline = 还没有节点回应。有节点回应后会马上读取属于您的内容；在此期间您可以先使用钱包。
recovered-all = 内容全部找回
recovered-all-text = 截至第 { $height } 块，链上属于您的一切都已回到这个钱包。
recovered-lost = 有些内容还没有取回
recovered-lost-text = 截至第 { $height } 块，链上记载了它们；内容只有签发部门才有。以后每次读取链时都会再向它们索取。部门不再保存的，需要重新签发。
recovered-nothing = 这条链上没有属于您的内容
recovered-nothing-text = 恢复词是有效的。如果您本应有证件或授权，它们可能属于另一张纸上的恢复词，或另一个网络。
recovered-told = 链上记载
recovered-gone = 恢复词找不回的：只有旧电脑知道的事（拒绝过的申请、在哪里出示过什么）、旧电脑的设置，以及保存在旧电脑上的文件。
recovered-go = 前往首页
