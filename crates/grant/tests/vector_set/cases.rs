//! The vectors: each a use that is good or spoilt in one way.

use grant::*;
use keys::base64url;
use serde_json::{Value, json};

use super::verdicts::VERDICTS;
use super::{
    AnchorFacts, LawFacts, MomentFacts, OperationFacts, Outcome, Vector, VectorFile, common,
};
use crate::support::*;

/// Both files, by name.
pub fn all() -> [(&'static str, VectorFile); 2] {
    [("valid", file(valid())), ("invalid", file(invalid()))]
}

fn file(vectors: Vec<Vector>) -> VectorFile {
    VectorFile {
        format: "citizen-wallet/grant/1".to_owned(),
        city: common(),
        vectors,
    }
}

fn valid() -> Vec<Vector> {
    let mut vectors: Vec<_> = (0..=4)
        .map(|depth| {
            let mut scene = Scene::at_depth(depth);
            scene.name = format!("a use after {depth} links");
            scene.vector()
        })
        .collect();
    let mut modify = Scene::at_depth(0);
    modify.name = "a change, with its body".to_owned();
    modify.operation = OperationFacts {
        method: Action::Modify,
        items: vec![(code("household"), code("address"))],
        body: base64url::encode("上海市 1".as_bytes()),
    };
    let item = modify.operation.items.clone();
    let operation = Operation::new(Action::Modify, item, "上海市 1".as_bytes()).unwrap();
    modify.cut = Cut::from(&present_for(&modify.held, 0, &operation));
    vectors.push(modify.vector());
    let mut cleared = Scene::referred();
    cleared.name = "a right that the law refers, with a permit".to_owned();
    vectors.push(cleared.vector());
    let mut decoys = Scene::new(City::new(), |terms| terms.decoys = 11, 0);
    decoys.name = "a grant with decoys".to_owned();
    vectors.push(decoys.vector());
    for (name, now) in [
        ("the first second", limits().not_before),
        ("the last second", limits().expires - 1),
    ] {
        let mut scene = Scene::at_depth(0);
        scene.name = name.to_owned();
        scene.now = now;
        let used = use_grant(&scene.held, &[], &read_address(), NONCE, &key_of(0), now).unwrap();
        scene.cut = Cut::from(&used);
        vectors.push(scene.vector());
    }
    vectors
}

fn invalid() -> Vec<Vector> {
    let groups = [
        ("form", form()),
        ("grant", grant()),
        ("link", links()),
        ("disclosure", disclosures()),
        ("decision", decisions()),
        ("use", uses()),
        ("moment", moments()),
    ];
    let named = |(group, scenes): (&str, Vec<Scene>)| {
        let name = move |scene: Scene| Scene {
            name: format!("{group}: {}", scene.name),
            ..scene
        };
        scenes
            .into_iter()
            .map(move |scene| name(scene).vector())
            .collect::<Vec<_>>()
    };
    let mut vectors: Vec<_> = groups.map(named).into_iter().flatten().collect();
    assert_eq!(vectors.len(), VERDICTS.len());
    for (vector, (name, error)) in vectors.iter_mut().zip(VERDICTS) {
        assert_eq!(vector.name, *name);
        vector.expected = Outcome::Error(format!("{error:?}"));
    }
    vectors
}

fn form() -> Vec<Scene> {
    let base = || Scene::at_depth(1);
    vec![
        base().text("longer than 32768 bytes", |text| {
            format!("{text}{}", "A".repeat(32_768))
        }),
        base().text("padding", |text| format!("{text}=")),
        base().text("white space at the end", |text| format!("{text}\n")),
        base().text("two uses", |text| format!("{text}~{text}")),
        base().text("an empty disclosure", |text| text.replacen('~', "~~", 1)),
        base().text("nothing", |_| String::new()),
        base().text("a use closed like a disclosure", |text| format!("{text}~")),
        base().cut("65 disclosures", |cut| {
            cut.disclosures = vec![cut.disclosures[0].clone(); 65];
        }),
        base().cut("5 links", |cut| cut.links = vec![cut.links[0].clone(); 5]),
        Scene::referred().cut("3 decisions", |cut| {
            cut.decisions = vec![cut.decisions[0].clone(); 3];
        }),
        Scene::referred().text("a link after a decision", |text| {
            let cut = Cut::from(&text);
            text.replacen(&cut.usage, &format!("~{}~{}", cut.links[0], cut.usage), 1)
        }),
        base().cut("no use", |cut| cut.usage.clear()),
        base().cut("algorithm none", |cut| {
            let payload = payload_of(&cut.grant);
            cut.grant = forge(
                r#"{"alg":"none","typ":"grant+sd-jwt"}"#,
                &payload,
                &holder_key(),
            );
        }),
        base().cut("a key in the header", |cut| {
            let header =
                r#"{"alg":"EdDSA","jwk":{"crv":"Ed25519","kty":"OKP","x":"AA"},"typ":"kb+jwt"}"#;
            cut.usage = forge(header, &payload_of(&cut.usage), &key_of(1));
        }),
        base().cut("a credential in place of the grant", |cut| {
            let payload = payload_of(&cut.grant);
            cut.grant = forge(
                r#"{"alg":"EdDSA","typ":"dc+sd-jwt"}"#,
                &payload,
                &holder_key(),
            );
        }),
        base().cut("a use in place of a link", |cut| {
            cut.links[0] = cut.usage.clone()
        }),
        base().cut("spare bits in the grant's signature", |cut| {
            let last = cut.grant.pop().unwrap();
            let respelt = match last {
                'A' => 'B',
                'Q' => 'R',
                'g' => 'h',
                _ => 'x',
            };
            cut.grant.push(respelt);
        }),
        base().cut("a signature of 63 bytes", |cut| {
            cut.usage.truncate(cut.usage.len() - 2);
        }),
        base().cut("a payload of 6145 bytes", |cut| {
            cut.grant = forge(&header_of(&cut.grant), &[b' '; 6_145], &holder_key());
        }),
        base().cut("a disclosure of 257 bytes", |cut| {
            cut.disclosures[0] = base64url::encode(&[b'['; 257]);
        }),
    ]
}

fn grant() -> Vec<Scene> {
    let base = || Scene::at_depth(0);
    let text = |name: &str, from: &'static str, to: &'static str| {
        base().cut(name, |cut| {
            cut.grant = edit_text(&cut.grant, &holder_key(), |json| json.replacen(from, to, 1));
        })
    };
    let value = |name: &str, member: &'static str, value: Value| {
        base().cut(name, |cut| {
            cut.grant = edit(&cut.grant, &holder_key(), |grant| grant[member] = value);
        })
    };
    vec![
        text("a space", ",\"aud\"", ", \"aud\""),
        text(
            "a doubled member",
            "\"clause\"",
            "\"clause\":\"school-law/12.3\",\"clause\"",
        ),
        text("an escape", "\"purpose\":\"s", r#""purpose":"\u0073"#),
        text(
            "a number with a fraction",
            "\"max_uses\":20",
            "\"max_uses\":20.0",
        ),
        text(
            "a number with an exponent",
            "\"max_uses\":20",
            "\"max_uses\":2e1",
        ),
        text(
            "a number with a leading zero",
            "\"max_uses\":20",
            "\"max_uses\":020",
        ),
        text("a member missing", "\"max_depth\":4,", ""),
        text("a member null", "\"max_depth\":4", "\"max_depth\":null"),
        text("a byte order mark", "{\"_sd_alg\"", "\u{feff}{\"_sd_alg\""),
        value("a member too many", "sub", json!("x")),
        value(
            "an audience of two",
            "aud",
            json!([did("c0").as_str(), did("c1").as_str()]),
        ),
        value("another digest algorithm", "_sd_alg", json!("sha-512")),
        value(
            "a code that is not ASCII",
            "purpose",
            json!("school.enrolm\u{e9}nt"),
        ),
        value("no use allowed", "max_uses", json!(0)),
        value(
            "an end before the beginning",
            "exp",
            json!(limits().not_before),
        ),
        value(
            "longer than five years",
            "exp",
            json!(limits().not_before + 158_112_001),
        ),
        value(
            "an anchor in upper case",
            "anchor",
            json!(
                terms()
                    .anchor
                    .to_string()
                    .replace("0xa", "0xA")
                    .replace("00aa", "00AA")
            ),
        ),
        base().cut("a digest twice", |cut| {
            cut.grant = edit(&cut.grant, &holder_key(), |grant| {
                grant["authorization_details"][1] = grant["authorization_details"][0].clone();
            });
        }),
        value("another custodian", "aud", json!(did("c1").as_str())),
        value(
            "another chain",
            "anchor",
            json!(terms().anchor.to_string().replace("31337", "1")),
        ),
        value(
            "another contract",
            "anchor",
            json!(terms().anchor.to_string().replace("00aa:", "00ab:")),
        ),
        value(
            "a holder that the custodian does not know",
            "iss",
            json!(key_did(&neighbour_key()).as_str()),
        ),
        base().cut("signed by somebody else", |cut| {
            cut.grant = edit(&cut.grant, &neighbour_key(), |_| ());
        }),
        value("signed 61 seconds ahead", "iat", json!(NOW + 61)),
    ]
}

fn links() -> Vec<Scene> {
    let base = || Scene::at_depth(2);
    let value = |name: &str, member: &'static str, value: Value| {
        base().cut(name, |cut| {
            cut.links[1] = edit(&cut.links[1], &key_of(1), |link| link[member] = value);
            *cut = cut.clone().signed_by(&key_of(2));
        })
    };
    let to = |name: &str, department: Did| value(name, "cnf", json!({"kid": department.as_str()}));
    let last = limits();
    vec![
        value("rights out of order", "keep", json!([1, 0])),
        value("no right kept", "keep", json!([])),
        value("a right number of 64", "keep", json!([64])),
        base().cut("the first link dropped", |cut| {
            cut.links.remove(0);
            *cut = cut.clone().signed_by(&key_of(2));
        }),
        base().cut("links exchanged", |cut| {
            cut.links.swap(0, 1);
            *cut = cut.clone().signed_by(&key_of(2));
        }),
        base().cut("a link doubled", |cut| {
            cut.links.insert(1, cut.links[0].clone());
            *cut = cut.clone().signed_by(&key_of(2));
        }),
        base().cut("a link by a thief", |cut| {
            cut.links[1] = edit(&cut.links[1], &neighbour_key(), |_| ());
            *cut = cut.clone().signed_by(&key_of(2));
        }),
        base().facts("a delegator suspended", |facts| {
            facts.suspended = vec![department(0)]
        }),
        to("sideways", neighbour()),
        to("upwards", department(0)),
        to("to oneself", department(1)),
        value("as deep as before", "max_depth", json!(3)),
        value("a later end", "exp", json!(last.expires + 1)),
        value("an earlier beginning", "nbf", json!(last.not_before - 1)),
        value("more uses", "max_uses", json!(last.max_uses + 1)),
        value(
            "longer retention",
            "retention_days",
            json!(last.retention_days + 1),
        ),
        value("a right that was never there", "keep", json!([0, 5])),
        value("dated before its predecessor", "iat", json!(NOW - 3601)),
        value("dated 61 seconds ahead", "iat", json!(NOW + 61)),
        base().cut("the last link stripped", |cut| {
            cut.links.pop();
            *cut = cut.clone().signed_by(&key_of(2));
        }),
    ]
}

fn disclosures() -> Vec<Scene> {
    let base = || Scene::at_depth(0);
    let own = |name: &str, right: &str| {
        let salted = |salt: &str| base64url::encode(format!("[\"{salt}\",{right}]").as_bytes());
        base().granting(name, vec![salted("AAAAAAAAAAAAAAAAAAAAAA")])
    };
    let good = r#"{"actions":["read"],"attribute":"address","entry":"household","type":"attribute-access"}"#;
    let salted = |salt: &str| base64url::encode(format!("[\"{salt}\",{good}]").as_bytes());
    let dropped = {
        let mut city = City::new();
        let held = city.issue();
        let handed = hand_on(&held, 0, |link| link.rights = vec![address_right()]);
        let mut scene = Scene::of(city, handed, 1);
        scene.cut.disclosures = Cut::from(&held).disclosures;
        scene.cut = scene.cut.signed_by(&key_of(1));
        scene.expecting("a dropped disclosure come back")
    };
    vec![
        base().cut("of another grant", |cut| {
            let other = make(&terms(), &holder_key(), NOW, &mut rng(8))
                .unwrap()
                .compact;
            cut.disclosures = Cut::from(&other).disclosures;
        }),
        base().cut("shown twice", |cut| {
            cut.disclosures.push(cut.disclosures[0].clone())
        }),
        dropped,
        own(
            "a Cyrillic letter",
            &good.replace("address", "\u{430}ddress"),
        ),
        own(
            "an escape in a name",
            &good.replace("address", r"\u0061ddress"),
        ),
        own(
            "two actions in one right",
            &good.replace("\"read\"", "\"read\",\"modify\""),
        ),
        own("an unknown action", &good.replace("read", "delete")),
        own("another type", &good.replace("attribute-access", "account")),
        base().granting(
            "one right with two salts",
            vec![
                salted("AAAAAAAAAAAAAAAAAAAAAA"),
                salted("AAAAAAAAAAAAAAAAAAAAAQ"),
            ],
        ),
        base().granting("a salt of 15 bytes", vec![salted("AAAAAAAAAAAAAAAAAAAA")]),
        base().cut("none", |cut| cut.disclosures.clear()),
    ]
}

fn decisions() -> Vec<Scene> {
    let base = Scene::referred;
    let value = |name: &str, member: &'static str, value: Value| {
        base().cut(name, |cut| {
            cut.decisions[0] = edit(&cut.decisions[0], &officer_key(), |decision| {
                decision[member] = value
            });
            *cut = cut.clone().signed_by(&key_of(1));
        })
    };
    vec![
        value("a refusal", "decision", json!("refuse")),
        value(
            "on another request",
            "request",
            json!(Digest::of(b"another").to_string()),
        ),
        value(
            "on another end of the chain",
            "issuer_jwt_hash",
            json!(Digest::of(b"x").to_string()),
        ),
        base().facts("an officer dismissed", |facts| {
            facts.dismissed = vec![officer()]
        }),
        base().cut("signed by somebody else", |cut| {
            cut.decisions[0] = edit(&cut.decisions[0], &neighbour_key(), |_| ());
            *cut = cut.clone().signed_by(&key_of(1));
        }),
        value("at its end", "exp", json!(NOW)),
        value("signed 61 seconds ahead", "iat", json!(NOW + 61)),
        value("on a right not held", "keep", json!([0, 1, 2, 3, 4, 5])),
        base().cut("none where the law refers", |cut| {
            cut.decisions.clear();
            *cut = cut.clone().signed_by(&key_of(1));
        }),
    ]
}

fn uses() -> Vec<Scene> {
    let base = || Scene::at_depth(0);
    let value = |name: &str, member: &'static str, value: Value| {
        base().cut(name, |cut| {
            cut.usage = edit(&cut.usage, &key_of(0), |use_| use_[member] = value);
        })
    };
    let mut other_operation = base();
    other_operation.operation.items = vec![(code("tax"), code("income"))];
    let mut other_body = base();
    other_body.operation.body = base64url::encode(b"x");
    vec![
        base().cut("the key binding of a credential, without op", |cut| {
            cut.usage = edit(&cut.usage, &key_of(0), |use_| {
                use_.as_object_mut().unwrap().remove("op");
            });
        }),
        value(
            "over other parts",
            "sd_hash",
            json!(Digest::of(b"other").to_string()),
        ),
        value("for another custodian", "aud", json!(did("c1").as_str())),
        value("61 seconds old", "iat", json!(NOW - 61)),
        value("61 seconds ahead", "iat", json!(NOW + 61)),
        value("a nonce of 21 characters", "nonce", json!("n".repeat(21))),
        base().facts("the user suspended", |facts| {
            facts.suspended = vec![department(0)]
        }),
        base().cut("signed by a thief", |cut| {
            *cut = cut.clone().signed_by(&neighbour_key())
        }),
        other_operation.expecting("for another operation"),
        other_body.expecting("with another body"),
        value("an operation digest that is none", "op", json!("read")),
    ]
}

fn moments() -> Vec<Scene> {
    let base = || Scene::at_depth(1);
    let at = |name: &str, now: i64| {
        let mut scene = Scene::at_depth(0);
        scene.now = now;
        let used = use_grant(&scene.held, &[], &read_address(), NONCE, &key_of(0), now).unwrap();
        scene.cut = Cut::from(&used);
        scene.expecting(name)
    };
    let law =
        |name: &str, change: fn(&mut LawFacts)| base().facts(name, |facts| change(&mut facts.law));
    let anchor = |name: &str, change: fn(&mut AnchorFacts)| {
        base().facts(name, |facts| change(&mut facts.anchors[0]))
    };
    let withdrawn = {
        let link = inspect(&base().held).unwrap().line[1].fingerprint;
        base().facts("a link withdrawn", |facts| {
            facts.withdrawn = vec![(department(0), link)]
        })
    };
    let through = {
        let link = inspect(&base().held).unwrap().line[1].fingerprint;
        base().facts("a link used up", |facts| {
            facts.uses_through = vec![(link, 20)]
        })
    };
    vec![
        at("a second before the beginning", limits().not_before - 1),
        at("at the end", limits().expires),
        law("denied by law", |law| law.answer = "deny".to_owned()),
        law("referred by law", |law| law.answer = "refer".to_owned()),
        law("longer than the law allows", |law| {
            law.max_validity_secs = 31 * 86_400 - 1
        }),
        law("more uses than the law allows", |law| law.max_uses = 19),
        law("longer retention than the law allows", |law| {
            law.max_retention_days = 29
        }),
        law("delegated against the law", |law| law.delegable = false),
        base().facts("not anchored", |facts| facts.anchors.clear()),
        anchor("anchored by another account", |anchor| {
            anchor.anchor = Anchor {
                account: address(0x66),
                ..terms().anchor
            }
            .to_string();
        }),
        anchor("anchored with another end", |anchor| anchor.expires += 1),
        anchor("anchored with more uses", |anchor| anchor.max_uses += 1),
        anchor("revoked", |anchor| anchor.revoked = true),
        withdrawn,
        anchor("used up", |anchor| anchor.used = 20),
        through,
        base().facts("a nonce spent before", |facts| {
            facts.spent_nonces = vec![(department(1), NONCE.to_owned())];
        }),
    ]
}

/// A use in the making.
struct Scene {
    name: String,
    now: i64,
    held: String,
    cut: Cut,
    text: Option<String>,
    operation: OperationFacts,
    facts: MomentFacts,
}

impl Scene {
    fn at_depth(depth: u8) -> Self {
        Self::new(City::new(), |_| (), depth)
    }

    fn new(mut city: City, change: impl FnOnce(&mut GrantTerms), depth: u8) -> Self {
        let held = city.issue_with(change);
        let held = (0..depth).fold(held, |held, level| hand_on(&held, level, |_| ()));
        Self::of(city, held, depth)
    }

    /// One link, and a permit for the right that the law refers.
    fn referred() -> Self {
        let mut scene = Self::at_depth(1);
        let permit = clear(&scene.held, vec![address_right()]);
        scene.cut = Cut::from(&present_cleared(&scene.held, 1, &permit));
        scene.facts.law.answer = "refer".to_owned();
        scene
    }

    fn of(city: City, held: String, depth: u8) -> Self {
        let anchors = (city.anchors.iter())
            .map(|((anchor, grant), state)| AnchorFacts {
                anchor: anchor.clone(),
                grant: *grant,
                expires: state.expires,
                max_uses: state.max_uses,
                used: state.used,
                revoked: state.revoked,
            })
            .collect();
        Self {
            name: String::new(),
            now: NOW,
            cut: Cut::from(&present(&held, depth)),
            text: None,
            held,
            operation: OperationFacts {
                method: Action::Read,
                items: vec![(code("household"), code("address"))],
                body: String::new(),
            },
            facts: MomentFacts {
                law: LawFacts {
                    answer: "permit".to_owned(),
                    max_validity_secs: LIMITS_OF_LAW.max_validity_secs,
                    max_uses: LIMITS_OF_LAW.max_uses,
                    max_retention_days: LIMITS_OF_LAW.max_retention_days,
                    delegable: true,
                },
                anchors,
                suspended: Vec::new(),
                dismissed: Vec::new(),
                withdrawn: Vec::new(),
                uses_through: Vec::new(),
                spent_nonces: Vec::new(),
            },
        }
    }

    fn expecting(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    fn text(mut self, name: &str, change: impl FnOnce(String) -> String) -> Self {
        self.text = Some(change(self.cut.text()));
        self.expecting(name)
    }

    fn cut(mut self, name: &str, change: impl FnOnce(&mut Cut)) -> Self {
        change(&mut self.cut);
        self.expecting(name)
    }

    fn facts(mut self, name: &str, change: impl FnOnce(&mut MomentFacts)) -> Self {
        change(&mut self.facts);
        self.expecting(name)
    }

    /// A grant that holds exactly these disclosures, used by the first department.
    fn granting(mut self, name: &str, disclosures: Vec<String>) -> Self {
        let slots: Vec<_> = (disclosures.iter())
            .map(|disclosure| json!({"...": Digest::of(disclosure.as_bytes()).to_string()}))
            .collect();
        self.cut.grant = edit(&self.cut.grant, &holder_key(), |grant| {
            grant["authorization_details"] = slots.into();
        });
        self.cut.disclosures = disclosures;
        self.facts.anchors[0].grant = Fingerprint::of(&self.cut.grant);
        self.cut = self.cut.signed_by(&key_of(0));
        self.expecting(name)
    }

    fn vector(self) -> Vector {
        let mut vector = Vector {
            name: self.name,
            now: self.now,
            operation: self.operation,
            facts: self.facts,
            token: self.text.unwrap_or_else(|| self.cut.text()),
            expected: Outcome::Error(String::new()),
        };
        vector.expected = vector.outcome(&vector.city(&common()));
        vector
    }
}
