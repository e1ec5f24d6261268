//! The sample city: its departments, its law, and the citizen in its registers. All invented.

mod registration;

use chain::law::{Action, RuleTerms, Verdict};
use exchange::Text;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A department of the sample city.
#[derive(Clone, Copy, Debug)]
pub struct SampleDepartment {
    /// Its name in addresses: `/d/<slug>`.
    pub slug: &'static str,
    /// What it deals with, as the law knows it.
    pub kind: &'static str,
    /// 1 nation … 5 street.
    pub level: u8,
    /// The department above it.
    pub parent: Option<&'static str>,
    /// Administrative code.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
}

/// The government, which makes the law.
pub const LEGISLATOR: &str = "city";
/// Allots invoice numbers.
pub const TAX_BUREAU: &str = "tax";
/// Keeps the sample register, and issues the identity record.
pub const CUSTODIAN: &str = "household";
/// Sends invoices.
pub const BILLER: &str = "bookshop";
/// Issues degrees.
pub const UNIVERSITY: &str = "university";
/// The sample citizen's entry in every register.
pub const SAMPLE_ENTRY: &str = "li-ming";
/// Code of the kind of entry in the household register.
pub const HOUSEHOLD: &str = "household";
/// The bookshop's range of invoice numbers, 20 digits.
pub const INVOICE_RANGE: (u128, u128) = (20_260_390_000_000_000_001, 20_260_390_000_000_999_999);

const fn department(
    slug: &'static str,
    kind: &'static str,
    level: u8,
    parent: Option<&'static str>,
    code: &'static str,
    zh: &'static str,
    en: &'static str,
) -> SampleDepartment {
    SampleDepartment {
        slug,
        kind,
        level,
        parent,
        code,
        zh,
        en,
    }
}

/// All departments, parents first.
pub const DEPARTMENTS: [SampleDepartment; 11] = [
    department(
        "city",
        "government",
        3,
        None,
        "HT-0001",
        "海棠市人民政府",
        "Haitang City Government",
    ),
    department(
        "civil-affairs",
        "civil-affairs",
        3,
        Some("city"),
        "HT-0101",
        "海棠市民政局",
        "Civil Affairs Bureau",
    ),
    department(
        "household",
        "registry",
        4,
        Some("civil-affairs"),
        "HT-0102",
        "海棠市户籍登记处",
        "Household Registry",
    ),
    department(
        "education",
        "education",
        3,
        Some("city"),
        "HT-0203",
        "海棠市教育局",
        "Education Bureau",
    ),
    department(
        "district-education",
        "education",
        4,
        Some("education"),
        "HT-0211",
        "海棠市东区学校办公室",
        "East District School Office",
    ),
    department(
        "school",
        "education",
        5,
        Some("district-education"),
        "HT-0212",
        "银杏路小学",
        "Ginkgo Road Primary School",
    ),
    department(
        "university",
        "university",
        4,
        Some("education"),
        "HT-0231",
        "海棠大学",
        "Haitang University",
    ),
    department(
        "tax",
        "tax",
        3,
        Some("city"),
        "HT-0301",
        "海棠市税务局",
        "Tax Bureau",
    ),
    department(
        "bookshop",
        "organisation",
        5,
        Some("tax"),
        "HT-0390",
        "海棠样例书店",
        "Haitang Sample Bookshop",
    ),
    department(
        "housing",
        "housing",
        3,
        Some("city"),
        "HT-0401",
        "海棠市住房局",
        "Housing Bureau",
    ),
    department(
        "court",
        "court",
        3,
        Some("city"),
        "HT-0501",
        "海棠市人民法院",
        "Haitang Court",
    ),
];

/// Returns the sample department of that name.
#[must_use]
pub fn find(slug: &str) -> Option<&'static SampleDepartment> {
    const ALL: &[SampleDepartment] = &DEPARTMENTS;
    ALL.iter().find(|department| department.slug == slug)
}

/// An officer of the sample city, who decides what the law leaves open.
#[derive(Clone, Copy, Debug)]
pub struct SampleOfficer {
    /// Name on the command line.
    pub slug: &'static str,
    /// Slug of the department.
    pub department: &'static str,
    /// Name and function, Chinese.
    pub zh: &'static str,
    /// Name and function, English.
    pub en: &'static str,
    /// Whether set-up appoints the officer.
    pub appointed: bool,
}

/// All officers. The last one left the service: nobody has appointed her.
pub const OFFICERS: &[SampleOfficer] = &[
    SampleOfficer {
        slug: "zhou",
        department: CUSTODIAN,
        zh: "周样本，户籍科",
        en: "Zhou Yangben, Register Section",
        appointed: true,
    },
    SampleOfficer {
        slug: "lin",
        department: "civil-affairs",
        zh: "林样例，复核科",
        en: "Lin Yangli, Review Section",
        appointed: true,
    },
    SampleOfficer {
        slug: "former",
        department: CUSTODIAN,
        zh: "钱样本，原户籍科",
        en: "Qian Yangben, formerly Register Section",
        appointed: false,
    },
];
/// What an officer of the sample city decides, as the directory says it.
pub const OFFICER_SCOPE: &str = "个人身份信息的个案决定 Cases about identity data";

/// Returns the sample officer of that name.
#[must_use]
pub fn officer(slug: &str) -> Option<&'static SampleOfficer> {
    OFFICERS.iter().find(|officer| officer.slug == slug)
}

/// A clause of the sample law.
struct Clause {
    code: &'static str,
    file: &'static str,
    text: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: &'static str,
    purpose: &'static str,
    max_uses: u32,
    max_retention_days: u32,
    /// Whether the department may hand the right on to one below it.
    delegable: bool,
    /// Whether the department may act without the citizen's permission.
    statutory: bool,
    attributes: &'static [(&'static str, Verdict)],
}

const CLAUSES: [Clause; 4] = [
    Clause {
        code: "ht-school-entry/12",
        file: "ht-school-entry-12.txt",
        text: include_str!("../assets/law/ht-school-entry-12.txt"),
        zh: "《海棠市义务教育入学管理办法》第十二条",
        en: "Rules on Entry to Compulsory Schooling, article 12",
        kind: "education",
        purpose: "school-enrolment",
        max_uses: 4,
        max_retention_days: 180,
        delegable: false,
        statutory: false,
        attributes: &[
            ("person.name", Verdict::Permit),
            ("person.birth-date", Verdict::Permit),
            ("household.address", Verdict::Permit),
            ("household.members", Verdict::Permit),
        ],
    },
    Clause {
        code: "ht-school-places/8",
        file: "ht-school-places-8.txt",
        text: include_str!("../assets/law/ht-school-places-8.txt"),
        zh: "《海棠市学位分配办法》第八条",
        en: "Rules on the Allocation of School Places, article 8",
        kind: "education",
        purpose: "school-places",
        max_uses: 6,
        max_retention_days: 90,
        delegable: true,
        statutory: false,
        attributes: &[
            ("person.name", Verdict::Permit),
            ("household.address", Verdict::Permit),
            ("household.members", Verdict::Permit),
        ],
    },
    Clause {
        code: "ht-rent-subsidy/7",
        file: "ht-rent-subsidy-7.txt",
        text: include_str!("../assets/law/ht-rent-subsidy-7.txt"),
        zh: "《海棠市住房租金补贴办法》第七条",
        en: "Rules on Rent Subsidies, article 7",
        kind: "housing",
        purpose: "rent-subsidy",
        max_uses: 12,
        max_retention_days: 365,
        delegable: false,
        statutory: false,
        attributes: &[
            ("person.name", Verdict::Permit),
            ("household.address", Verdict::Permit),
            ("household.members", Verdict::Permit),
            ("person.id-number", Verdict::Refer),
        ],
    },
    Clause {
        code: "ht-tax-settlement/18",
        file: "ht-tax-settlement-18.txt",
        text: include_str!("../assets/law/ht-tax-settlement-18.txt"),
        zh: "《海棠市个人所得税年度汇算办法》第十八条",
        en: "Rules on the Annual Income Tax Settlement, article 18",
        kind: "tax",
        purpose: "tax-settlement",
        max_uses: 2,
        max_retention_days: 30,
        delegable: false,
        statutory: true,
        attributes: &[
            ("person.name", Verdict::Permit),
            ("person.id-number", Verdict::Permit),
        ],
    },
];

/// In force since 1 January 2024, 00:00 UTC.
const IN_FORCE_SINCE: i64 = 1_704_067_200;
const DAY_SECS: u64 = 86_400;

/// Returns the rules of the sample law; the statute texts are found under `base_url`.
#[must_use]
pub fn rules(base_url: &str) -> Vec<RuleTerms> {
    CLAUSES
        .iter()
        .flat_map(|clause| clause.rules(base_url))
        .chain(registration::rules(base_url))
        .collect()
}

/// Returns the text of a statute by its file name.
#[must_use]
pub fn statute(file: &str) -> Option<&'static str> {
    CLAUSES
        .iter()
        .find(|clause| clause.file == file)
        .map(|clause| clause.text)
        .or_else(|| (file == registration::FILE).then_some(registration::TEXT))
}

/// Returns the clause under which departments of `kind` may ask for `purpose`.
#[must_use]
pub fn clause_for(kind: &str, purpose: &str) -> Option<&'static str> {
    CLAUSES
        .iter()
        .find(|clause| clause.kind == kind && clause.purpose == purpose)
        .map(|clause| clause.code)
        .or_else(|| registration::clause_for(kind, purpose))
}

/// Returns the words in which a department states one of the known purposes.
#[must_use]
pub fn purpose_text(purpose: &str) -> Text {
    match purpose {
        "school-enrolment" => Text::new(
            "为您的孩子办理小学入学登记，需要核对家庭住址和家庭成员。",
            "To register your child for primary school we check the address and who lives there.",
        ),
        "school-places" => Text::new(
            "为您的孩子分配就近学位。教育局会把其中需要的一项交给您所在区的学校办公室核对。",
            "To allot your child a place at a school nearby. We hand what is needed of it on to the school office of your district, which checks it.",
        ),
        "rent-subsidy" => Text::new(
            "审核您的租金补贴申请。",
            "To examine your application for a rent subsidy.",
        ),
        "tax-settlement" => Text::new(
            "办理个人所得税年度汇算。",
            "For the annual settlement of income tax.",
        ),
        other => registration::purpose_text(other).unwrap_or_else(|| Text::new(other, other)),
    }
}

impl Clause {
    fn rules(&self, base_url: &str) -> impl Iterator<Item = RuleTerms> {
        self.attributes
            .iter()
            .map(move |(attribute, verdict)| RuleTerms {
                requester_kind: Some(self.kind.to_owned()),
                min_level: 1,
                max_level: 5,
                entry: HOUSEHOLD.to_owned(),
                attribute: (*attribute).to_owned(),
                purpose: self.purpose.to_owned(),
                action: Action::Read,
                verdict: *verdict,
                clause: self.code.to_owned(),
                title_zh: self.zh.to_owned(),
                title_en: self.en.to_owned(),
                text_fingerprint: <[u8; 32]>::from(Sha256::digest(self.text)).into(),
                text_uri: format!("{base_url}/law/{}", self.file),
                max_validity_secs: 366 * DAY_SECS,
                max_uses: self.max_uses,
                max_retention_days: self.max_retention_days,
                delegable: self.delegable,
                statutory: self.statutory,
                from: IN_FORCE_SINCE,
                until: None,
            })
    }
}

/// Returns the sample citizen's entry at the household registry, by attribute.
#[must_use]
pub fn household_entry() -> Value {
    json!({
        "person.name": "李明",
        "person.name-latin": "Li Ming",
        "person.birth-date": "1990-04-17",
        "person.id-number": "HT19900417001X",
        "person.sex": { "zh": "男", "en": "male" },
        "person.telephone": "+86 000 0000 0417",
        "household.number": "HT-H-2031-0047",
        "household.address": {
            "zh": "海棠市样例区梧桐路12号3单元401室",
            "en": "Room 401, Unit 3, 12 Wutong Road, Sample District, Haitang",
        },
        "household.members": [
            { "name": "李明", "relation": { "zh": "户主", "en": "head of household" } },
            { "name": "王芳", "relation": { "zh": "配偶", "en": "spouse" } },
            { "name": "李小雨", "relation": { "zh": "女儿", "en": "daughter" } },
        ],
        "household.since": "2015-09-01",
    })
}

/// Returns the sample citizen's degree, by attribute.
#[must_use]
pub fn degree() -> Value {
    json!({
        "person.name": "李明",
        "degree.title": { "zh": "工学学士", "en": "Bachelor of Engineering" },
        "degree.subject": { "zh": "软件工程", "en": "Software Engineering" },
        "degree.university": { "zh": "海棠大学", "en": "Haitang University" },
        "degree.awarded": "2012-07-01",
        "degree.number": "HTU-2012-04170",
    })
}

/// The sample citizen's name, as buyers give it.
pub const SAMPLE_NAME: &str = "李明";
/// The bookshop's tax number.
pub const BILLER_TAX_ID: &str = "91HT0390000000001X";

/// Purchases at the sample bookshop: what, and the price with tax in yuan.
pub const PURCHASES: [(&str, &str); 3] = [
    (
        "《分布式账本入门》 Distributed Ledgers: An Introduction",
        "128.00",
    ),
    ("《小学数学练习册》 Primary School Arithmetic", "48.00"),
    ("《海棠市志》 A History of Haitang", "70.00"),
];
