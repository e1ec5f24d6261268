//! A pass for print: the same presentation, good for a day, on paper.

use codes::{Code as Drawn, Level};
use exchange::counter::{Basis, PASS_SECS, parts};
use jiff::{Timestamp, tz::TimeZone};
use paper::{Block, FontError, PrintError};
use wallet_api::{ApiError, AttributeValue, ErrorCode, Language, LocalText, SavePass};

use super::{
    review::plan,
    show::{Showing, begin, sign},
};
use crate::{
    wallet::{Act, Wallet, now},
    words,
};

impl Act for SavePass {
    async fn act(self, wallet: &Wallet) -> Result<Option<String>, ApiError> {
        // Nothing is signed before it is known where it goes.
        let name = match self.language {
            Language::Zh => "柜台凭证.pdf",
            Language::En => "counter-pass.pdf",
        };
        let Some(path) = wallet.ask_where(name).await? else {
            return Ok(None);
        };
        let file = wallet.print_pass(self).await?;
        wallet.write_file(&path, file).await?;
        Ok(Some(path.display().to_string()))
    }
}

impl Wallet {
    /// Makes a pass of what was reviewed, as a PDF file. That it was made is written down first.
    ///
    /// # Errors
    /// As `make_code`; `no-font` if no font of this computer has the characters.
    pub async fn print_pass(&self, order: SavePass) -> Result<Vec<u8>, ApiError> {
        let session = self.session()?;
        let (blocks, title, language) = {
            let _one = session.deciding.lock().await;
            let plan = plan(&session, &order.ask)?;
            // A question of the office is answered on the spot, not on paper.
            if plan.challenge.is_some() {
                return Err(ApiError::about(ErrorCode::BadInput, "challenge"));
            }
            let mut showing = begin(
                &session,
                &plan,
                &order.digest,
                &order.attributes,
                Basis::Pass,
            )?;
            let issued = now();
            let expires = issued + PASS_SECS;
            let text = sign(&session, &mut showing, issued, expires)?;
            let office = session.party(&showing.office.to_string(), issued);
            let under = plan.view.clause.as_ref().map(|clause| &clause.title);
            let page = Page {
                language: order.language,
                office: &office.name,
                under,
                showing: &showing,
                times: (issued, expires),
            };
            let title = page.say("在柜台出示", "To show at a counter").to_owned();
            let tag = page.say("zh-Hans", "en");
            (page.blocks(&text)?, title, tag)
        };
        self.content_changed();
        tokio::task::spawn_blocking(move || paper::print(&blocks, &title, language))
            .await
            .map_err(|_| ApiError::about(ErrorCode::Internal, "print"))?
            .map_err(|error| match error {
                PrintError::Font(FontError::Missing(c)) => {
                    ApiError::about(ErrorCode::NoFont, c.to_string())
                }
                PrintError::Font(FontError::Unreadable) => ErrorCode::NoFont.into(),
                PrintError::TooLong => ErrorCode::TooMuchForACode.into(),
                PrintError::Broken => ApiError::about(ErrorCode::Internal, "print"),
            })
    }
}

struct Page<'p> {
    language: Language,
    office: &'p LocalText,
    under: Option<&'p LocalText>,
    showing: &'p Showing,
    times: (i64, i64),
}

impl Page<'_> {
    fn say<'s>(&self, zh: &'s str, en: &'s str) -> &'s str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn pick(&self, text: &LocalText) -> String {
        self.say(&text.zh, &text.en).to_owned()
    }

    fn blocks(&self, text: &str) -> Result<Vec<Block>, ApiError> {
        let row = |zh, en, value| Block::Row(self.say(zh, en).to_owned(), value);
        let mut blocks = vec![
            Block::Title(self.say("在柜台出示", "To show at a counter").to_owned()),
            Block::Text(
                self.say(
                    "只在下面的部门有效，只能用一次。请让窗口扫码。",
                    "Good at this office only, once. Let the counter read the code.",
                )
                .to_owned(),
            ),
            row("部门", "Office", self.pick(self.office)),
            row("用途", "What for", self.purpose()),
        ];
        if let Some(clause) = self.under {
            blocks.push(row("依据", "Under", self.pick(clause)));
        }
        let document = self.pick(&self.showing.document_name);
        blocks.push(row("证件", "Document", document));
        let (from, until) = (self.moment(self.times.0), self.moment(self.times.1));
        let times = match self.language {
            Language::Zh => format!("{from} 至 {until}"),
            Language::En => format!("{from} to {until}"),
        };
        blocks.push(row("有效时间", "Good from", times));
        let can_read = self.say("窗口能读到", "What they can read");
        blocks.push(Block::Heading(can_read.to_owned()));
        for item in &self.showing.items {
            let name = words::attribute(self.language, &item.code);
            blocks.push(Block::Row(name, self.value(&item.value)));
        }
        blocks.push(Block::Space(12.0));
        let codes: Vec<Drawn> = parts::split(text)
            .iter()
            .map(|part| Drawn::of(part, Level::Medium).or_else(|_| Drawn::of(part, Level::Low)))
            .collect::<Result<_, _>>()
            .map_err(|_| ApiError::new(ErrorCode::TooMuchForACode))?;
        let several = codes.len() > 1;
        blocks.push(Block::Codes(codes));
        if several {
            let all = self.say(
                "需要读完所有的码，顺序不限。",
                "All codes have to be read, in any order.",
            );
            blocks.push(Block::Text(all.to_owned()));
        }
        blocks.push(Block::Note(
            self.say(
                "别的部门读了没有用，过期也没有用；用过一次以后请销毁这张纸。上面写着的内容谁看到都能读，请像证件一样保管。",
                "It is of no use at another office or after its time. Destroy the sheet once it was used. What is written on it can be read by whoever sees it: keep it like the document itself.",
            )
            .to_owned(),
        ));
        Ok(blocks)
    }

    fn purpose(&self) -> String {
        words::purpose(self.language, self.showing.purpose.as_str())
    }

    /// Day and time on this computer's clock and in its zone.
    fn moment(&self, secs: i64) -> String {
        let zoned = Timestamp::from_second(secs)
            .unwrap_or_default()
            .to_zoned(TimeZone::system());
        zoned.strftime("%Y-%m-%d %H:%M").to_string()
    }

    fn value(&self, value: &AttributeValue) -> String {
        match value {
            AttributeValue::Text(text)
            | AttributeValue::Date(text)
            | AttributeValue::Number(text) => text.clone(),
            AttributeValue::Localised(text) => self.pick(text),
            AttributeValue::Flag(flag) => match flag {
                true => self.say("是", "yes").to_owned(),
                false => self.say("否", "no").to_owned(),
            },
            AttributeValue::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                items.join(self.say("，", "; "))
            }
            AttributeValue::Group(parts) => {
                let parts: Vec<String> = parts.iter().map(|(_, part)| self.value(part)).collect();
                parts.join(self.say("，", ", "))
            }
        }
    }
}
