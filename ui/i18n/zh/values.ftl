# 代码的名称：资料项、部门类别、核对步骤、技术标签。
value-yes = 是
value-no = 否
value-part = { $name }：{ $value }
value-named = { $name }（{ $rest }）

# 部门图标里的字，按类别
tile-government = 市
tile-civil-affairs = 民
tile-registry = 户
tile-household = 户
tile-education = 教
tile-university = 学
tile-tax = 税
tile-organisation = 企
tile-housing = 房
tile-court = 法
tile-health = 卫
tile-transport = 交
tile-social-insurance = 社

# 资料项
attribute-person-name = 姓名
attribute-person-name-latin = 拉丁字母姓名
attribute-person-birth-date = 出生日期
attribute-person-id-number = 身份号码
attribute-person-sex = 性别
attribute-person-telephone = 联系电话
attribute-household-number = 户号
attribute-household-address = 家庭住址
attribute-household-members = 家庭成员
attribute-household-since = 迁入日期
attribute-degree-title = 学位
attribute-degree-subject = 专业
attribute-degree-awarded = 授予日期
attribute-degree-number = 证书编号
attribute-degree-university = 学校
attribute-invoice-number = 发票号码
attribute-invoice-type = 票种
attribute-invoice-issued-at = 开票日期
attribute-invoice-lines = 明细
attribute-invoice-total = 价税合计
attribute-invoice-total-without-tax = 不含税金额
attribute-invoice-tax = 税额
attribute-invoice-remarks = 备注
attribute-invoice-drawer = 开票人
attribute-invoice-corrects = 红冲原票
attribute-seller-name = 销售方
attribute-seller-tax-id = 销售方税号
attribute-buyer-name = 购买方
attribute-buyer-tax-id = 购买方税号

# 组合值的部分
part-name = 姓名
part-relation = 关系
part-birth-date = 出生
part-birth_date = 出生
part-sex = 性别
part-number = 号码

# 证件种类
vct-urn-haitang-credential-identity = 身份登记
vct-urn-haitang-credential-degree = 学位证书
vct-urn-haitang-credential-invoice = 发票

# 样本法规的条款

# 核对步骤；有数值的用 -detail
step-integrity = 颁发以来没有被改动
step-issuer-signature = 签名用的是名录里颁发部门的公钥
step-issuer-directory = 颁发部门在名录里，且有效
step-issuer-directory-detail = { $detail }在名录里，且有效
step-validity = 在有效期内
step-validity-detail = 有效至{ $detail }
step-holder = 属于这个钱包的一把钥匙
step-status = 链上没有撤销或取代它的记录
step-status-detail = 登记在第 { $detail } 块，没有撤销或取代它的记录
step-header = 重新算过区块的哈希，并接续上次证实的区块
step-header-detail = 重新算过第 { $detail } 块的哈希，并接续上次证实的区块
step-journal = 链上的记录是完整的
step-journal-detail = 链上的记录是完整的：共 { $detail } 条
step-state-proof = 状态对照区块证实
step-state-proof-detail = 状态对照第 { $detail } 块证实
step-invoice-fields = 每一项都与销售方签名时一致
step-invoice-sums = 金额合计正确
step-invoice-number = 链上有这个号码的发票
step-invoice-number-detail = 链上有号码为 { $detail } 的发票
step-invoice-fingerprint = 链上登记的正是这张发票，销售方相同
step-invoice-amounts = 金额与登记时承诺的一致
step-invoice-own = 与本钱包中的那张相同
step-fingerprint = 内容的指纹与链上的一致
step-anchor = 已在链上登记

# 技术标签
label-account = 账户
label-block = 区块
label-bucket = 分桶
label-chain-id = 链编号
label-contract-credentials = 凭证合约
label-contract-departments = 部门合约
label-contract-grants = 授权合约
label-contract-invoices = 发票合约
label-contract-journal = 日志合约
label-contract-laws = 法规合约
label-custodian-did = 保管部门 DID
label-did = DID
label-endpoint = 地址
label-entry-block = 记录所在区块
label-entry-number = 记录编号
label-fingerprint = 指纹
label-genesis = 首个区块
label-header-hash = 区块哈希
label-issuer-did = 颁发部门 DID
label-journal-head = 日志头
label-records = 条目数
label-requester-did = 请求部门 DID
label-state-root = 状态根
label-status-block = 状态所在区块
label-tag = 标签
label-type = 种类
label-writer = 写入者
label-key-derivation = 密钥派生
label-cipher = 加密
label-format = 格式
label-slot = 存储槽
label-nodes-agreed = 为它作证的节点
label-header-signers = 签署者
label-entries-in-question = 有问题的条目
label-lie-expected = 已证明或已知
label-lie-header = 当时发来的区块
label-lie-found = 节点的说法
