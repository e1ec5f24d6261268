//! The court package: everything that a stranger needs to check a deposit, as one ZIP file.
//!
//! `package.json` is for programs, `sheet.pdf` for people, `file/…` the file itself where it goes
//! with it. Format: `docs/formats/deposit.md`.

use std::{
    fs::File,
    io::{self, Cursor, Read as _, Seek, Write},
    path::{Path, PathBuf},
};

use chain::{TrustBasis, TrustedHeader, reads::RawProof};
use jiff::Timestamp;
use paper::Block;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use wallet_api::{ApiError, ErrorCode, LocalText, SaveCourtPackage};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{load, own_secret};
use crate::{
    convert,
    store::DepositNote,
    wallet::{Act, Wallet, now},
};

const FORMAT: &str = "citizen-wallet/deposit-package/1";
const CHUNK: usize = 64 * 1_024;

impl Act for SaveCourtPackage {
    async fn act(self, wallet: &Wallet) -> Result<Option<String>, ApiError> {
        let name = format!("deposit-{}.zip", self.id.get(2..10).unwrap_or("package"));
        let Some(path) = wallet.ask_where(&name).await? else {
            return Ok(None);
        };
        let package = gather(wallet, &self.id).await?;
        let mut bytes = Cursor::new(Vec::new());
        package.write(&mut bytes, None).map_err(not_saved)?;
        wallet.write_file(&path, bytes.into_inner()).await?;
        Ok(Some(path.display().to_string()))
    }
}

impl Wallet {
    /// Writes the court package of a deposit to `out`; with `file` the file itself goes with it.
    /// Answers the height of the block whose header proves it.
    ///
    /// # Errors
    /// `bad-input` about `file` if it is another file than the one that was deposited; `not-saved`;
    /// `not-found`; what asking the chain may fail with.
    pub async fn court_package(
        &self,
        id: &str,
        file: Option<PathBuf>,
        out: PathBuf,
    ) -> Result<u64, ApiError> {
        if let Some(file) = &file {
            crate::files::open_file(file)?;
        }
        let package = gather(self, id).await?;
        let height = package.content.believed.height;
        tokio::task::spawn_blocking(move || package.write_to(&out, file.as_deref()))
            .await
            .map_err(|_| ApiError::about(ErrorCode::Internal, "package"))??;
        Ok(height)
    }
}

/// Everything that goes into the package.
struct Package {
    content: Content,
    sheet: Vec<u8>,
}

#[derive(Serialize)]
struct Content {
    format: &'static str,
    network: NetworkPart,
    file: FilePart,
    salt: String,
    fingerprint: String,
    deposited: Deposited,
    proof: RawProof,
    believed: Believed,
}

#[derive(Serialize)]
struct NetworkPart {
    name: LocalText,
    chain_id: u64,
    genesis: String,
    contract: String,
}

#[derive(Serialize)]
struct FilePart {
    name: String,
    label: String,
    size: u64,
    sha256: String,
}

#[derive(Clone, Copy, Serialize)]
struct Deposited {
    time: i64,
    height: u64,
}

/// Why the header is believed, by whom, and when that was: what a stranger has to ask for himself.
#[derive(Serialize)]
struct Believed {
    height: u64,
    hash: String,
    by: &'static str,
    nodes: Vec<String>,
    of: usize,
    checked: i64,
}

/// Proves the deposit at the head of the chain and puts the package together.
async fn gather(wallet: &Wallet, id: &str) -> Result<Package, ApiError> {
    let session = wallet.session()?;
    let record = load(&session, id)?;
    let salt = own_secret(wallet, &session)?.deposit_salt(&record.nonce);
    let chain = session.chain(&wallet.inner().profile).await?;
    let last = session.head().map(|head| head.header);
    let header = chain
        .trusted_header(last.as_ref())
        .await
        .map_err(convert::chain_error)?;
    let fingerprint = convert::digest_bytes(id)?;
    let state = chain
        .proven_deposit(&header, fingerprint.into())
        .await
        .map_err(convert::chain_error)?
        .value
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))?;
    let proof = chain
        .deposit_proof(&header, fingerprint.into())
        .await
        .map_err(convert::chain_error)?;
    let network = chain.network();
    let name = network.name();
    let DepositNote {
        name: file_name,
        label,
        size,
        sha256,
        ..
    } = record.note;
    let content = Content {
        format: FORMAT,
        network: NetworkPart {
            name: LocalText {
                zh: name.zh.clone(),
                en: name.en.clone(),
            },
            chain_id: network.chain_id(),
            genesis: network.genesis().to_string(),
            contract: network.contracts().deposits.to_string(),
        },
        file: FilePart {
            name: file_name,
            label,
            size,
            sha256,
        },
        salt: convert::hex(salt),
        fingerprint: id.to_owned(),
        deposited: Deposited {
            time: state.time,
            height: state.height,
        },
        proof,
        believed: believed(&header),
    };
    let blocks = sheet(&content);
    let sheet = tokio::task::spawn_blocking(move || {
        paper::print(&blocks, "存证说明 Statement of deposit", "zh-Hans")
    })
    .await
    .map_err(|_| ApiError::about(ErrorCode::Internal, "print"))?
    .map_err(|_| ApiError::new(ErrorCode::NoFont))?;
    Ok(Package { content, sheet })
}

fn believed(header: &TrustedHeader) -> Believed {
    let (by, nodes, of) = match header.by() {
        TrustBasis::Local { node } => ("local", vec![node.clone()], 1),
        TrustBasis::Quorum { agreed, of } => ("quorum", agreed.clone(), *of),
        TrustBasis::Qbft { signers, of } => {
            let signers = signers.iter().map(ToString::to_string).collect();
            ("qbft", signers, *of)
        }
    };
    Believed {
        height: header.number(),
        hash: header.hash().to_string(),
        by,
        nodes,
        of,
        checked: now(),
    }
}

impl Package {
    /// Writes the package beside its place, then into it.
    fn write_to(&self, out: &Path, file: Option<&Path>) -> Result<(), ApiError> {
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let draft = out.with_file_name(name);
        let written = File::create(&draft)
            .map_err(not_saved)
            .and_then(|mut draft| self.write_checked(&mut draft, file));
        let moved = written.and_then(|()| std::fs::rename(&draft, out).map_err(not_saved));
        if moved.is_err() {
            // What is left of it is of no use.
            let _ = std::fs::remove_file(&draft);
        }
        moved
    }

    fn write_checked(&self, out: &mut File, file: Option<&Path>) -> Result<(), ApiError> {
        let found = self.write(out, file).map_err(not_saved)?;
        match found {
            Some(digest) if digest != self.content.file.sha256 => {
                Err(ApiError::about(ErrorCode::BadInput, "file"))
            }
            _ => Ok(()),
        }
    }

    /// Writes all parts; answers the digest of the file that went with them, if one did.
    fn write(&self, out: impl Write + Seek, file: Option<&Path>) -> io::Result<Option<String>> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let mut zip = ZipWriter::new(out);
        zip.start_file("package.json", stored)?;
        let mut json = serde_json::to_vec_pretty(&self.content).map_err(io::Error::other)?;
        json.push(b'\n');
        zip.write_all(&json)?;
        zip.start_file("sheet.pdf", stored)?;
        zip.write_all(&self.sheet)?;
        let mut digest = None;
        if let Some(path) = file {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            zip.start_file(format!("file/{name}"), stored.large_file(true))?;
            let (mut file, mut hash) = (File::open(path)?, Sha256::new());
            let mut chunk = vec![0; CHUNK];
            loop {
                let read = file.read(&mut chunk)?;
                if read == 0 {
                    break;
                }
                hash.update(&chunk[..read]);
                zip.write_all(&chunk[..read])?;
            }
            digest = Some(convert::hex(hash.finalize()));
        }
        zip.finish()?.flush()?;
        Ok(digest)
    }
}

fn not_saved(error: io::Error) -> ApiError {
    ApiError::about(ErrorCode::NotSaved, error.kind().to_string())
}

/// What it is, in both languages: for people who have no program at hand.
fn sheet(content: &Content) -> Vec<Block> {
    let row = |label: &str, value: &str| Block::Row(label.to_owned(), value.to_owned());
    let text = |text: &str| Block::Text(text.to_owned());
    let time = Timestamp::from_second(content.deposited.time).unwrap_or_default();
    let file = &content.file;
    let network = format!("{} {}", content.network.name.zh, content.network.name.en);
    let names = content.believed.nodes.join(", ");
    vec![
        Block::Title("存证说明 Statement of deposit".to_owned()),
        text(
            "这份文件证明：下面这个文件的指纹在所示时间已经记入由各部门共同维护的链上，此后没有改变。",
        ),
        text(
            "This sheet says that the fingerprint of the file below was entered into the chain that the departments keep together, at the time shown, and that it has not changed since.",
        ),
        row("文件 File", &file.name),
        row("说明 Label", &file.label),
        row("字节 Bytes", &file.size.to_string()),
        row("文件摘要 SHA-256", &file.sha256),
        row("时间 Time (UTC)", &time.to_string()),
        row("区块 Block", &content.deposited.height.to_string()),
        Block::Heading("在链上 On the chain".to_owned()),
        row("网络 Network", &network),
        row("链号 Chain id", &content.network.chain_id.to_string()),
        row("合约 Contract", &content.network.contract),
        row("指纹 Fingerprint", &content.fingerprint),
        row("盐 Salt", &content.salt),
        Block::Heading("怎样核对 How to check".to_owned()),
        text("1. 计算文件的 SHA-256，与上面的文件摘要比较。 Compute the file's SHA-256 and compare."),
        text(
            "2. SHA-256(\"citizen-wallet/deposit/1\\n\" + 盐 + 文件摘要) 就是指纹。 SHA-256 over those words, the salt and the file's digest is the fingerprint.",
        ),
        text(
            "3. package.json 里的证明由区块头的状态根一直引到合约中该指纹的时间。 The proof in package.json leads from the state root of the block header to the time of that fingerprint in the contract.",
        ),
        text(
            "4. 区块头是否属于这条链，请向任一部门的节点核实。 Ask any department's node whether the block header belongs to the chain.",
        ),
        row("区块头 Header", &content.believed.hash),
        row("高度 Height", &content.believed.height.to_string()),
        row("由谁证实 Seen at", &names),
        Block::Note(
            "格式见 docs/formats/deposit.md；核对不需要本钱包。 The format is docs/formats/deposit.md; no wallet is needed to check it."
                .to_owned(),
        ),
    ]
}
