//! After locking, no secret is left in the memory of the process.
//!
//! A child of its own does it all, because the other tests hold the same secrets. It reads its
//! own memory and looks for each secret, which it knows only masked meanwhile, so as not to find
//! its own question.

use std::io::{Read, Seek, SeekFrom};
use std::process::Command;

use super::*;

const CHILD: &str = "WALLET_VAULT_MEMORY_CHILD";
const MASK: u8 = 0xa5;

#[test]
fn a_locked_vault_leaves_nothing_in_memory() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "vault::tests::memory::child_looks_for_secrets"])
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains("memory was read"), "{text}");
}

#[test]
#[allow(clippy::print_stdout, reason = "the child's report to its parent")]
fn child_looks_for_secrets() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let dir = TempDir::new().unwrap();
    let mut needles = make(dir.path());
    let vault = LockedVault::at(dir.path());

    let open_vault = vault.open(&typed(&needles[0])).unwrap();
    use_it(&open_vault);
    let note: String = open_vault.read(|t| t.get("note", "1")).unwrap().unwrap();
    needles.push(Needle::new("an attribute", note.as_bytes()));
    // The search finds what is there: the attribute, which is still held.
    assert!(
        count(&needles[needles.len() - 1]) > 0,
        "the search is blind"
    );
    drop(Zeroizing::new(note));
    open_vault.lock();

    let left: Vec<_> = needles
        .iter()
        .map(|needle| (needle.name, count(needle)))
        .filter(|(_, n)| *n > 0)
        .collect();
    assert!(left.is_empty(), "left in memory after locking: {left:?}");
    println!("memory was read");
}

/// Makes a vault with fresh secrets and returns them, masked: the passphrase first.
fn make(dir: &Path) -> Vec<Needle> {
    let text: Zeroizing<[u8; 24]> =
        Zeroizing::new(random::<24>(&mut rng()).map(|byte| b'a' + byte % 26));
    let mut needles = vec![Needle::new("the passphrase", &*text)];
    let entropy: Zeroizing<[u8; 32]> = Zeroizing::new(random(&mut rng()));
    needles.push(Needle::new("the entropy", &*entropy));
    let phrase = RecoveryPhrase::generate(Language::English, *entropy);
    let mut words = Zeroizing::new(String::with_capacity(400));
    for word in phrase.words().take(4) {
        words.push_str(word);
        words.push(' ');
    }
    needles.push(Needle::new("the first words", words.as_bytes()));
    let vault = LockedVault::at(dir);
    let none = passphrase("");
    let open_vault = vault
        .create(
            &typed(&needles[0]),
            phrase,
            none,
            KdfParams::FLOOR,
            0,
            &mut rng(),
        )
        .unwrap();
    let note: Zeroizing<String> = Zeroizing::new(
        random::<40>(&mut rng())
            .map(|byte| char::from(b'A' + byte % 26))
            .iter()
            .collect(),
    );
    open_vault.write(|t| t.put("note", "1", 1, &*note)).unwrap();
    open_vault.lock();
    let data_key = unseal(&vault.header().unwrap(), &typed(&needles[0])).unwrap();
    needles.push(Needle::new("the data key", &*data_key));
    needles.push(Needle::new("the record key", &*record_key(&data_key)));
    let database_key = database_key(&data_key);
    needles.push(Needle::new("the database key", &*database_key));
    let hex = Zeroizing::new(const_hex::encode(*database_key));
    needles.push(Needle::new("the database key in digits", hex.as_bytes()));
    needles
}

fn use_it(vault: &UnlockedVault) {
    let id = KeyId::relation(DEPARTMENT, 0, Purpose::Identity);
    vault.signer(&id).unwrap().sign(b"message").unwrap();
    vault.sign_digest(&KeyId::account(0), &[1; 32]).unwrap();
    vault
        .journal_secret("self", 0, None, 1, ChainAddress::ZERO)
        .unwrap();
}

/// A secret, masked.
struct Needle {
    name: &'static str,
    masked: Vec<u8>,
}

impl Needle {
    fn new(name: &'static str, secret: &[u8]) -> Self {
        Self {
            name,
            masked: secret.iter().map(|byte| byte ^ MASK).collect(),
        }
    }
}

/// What a person would type for the needle.
fn typed(needle: &Needle) -> Passphrase {
    Passphrase::new(
        needle
            .masked
            .iter()
            .map(|byte| char::from(byte ^ MASK))
            .collect(),
    )
}

/// Counts a secret in all memory of this process that can be written.
fn count(needle: &Needle) -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut found = 0;
    let mut chunk = vec![0; 1 << 20];
    for line in maps
        .lines()
        .filter(|line| line.split(' ').nth(1).unwrap().starts_with("rw"))
    {
        let (range, _) = line.split_once(' ').unwrap();
        let (start, end) = range.split_once('-').unwrap();
        let (mut at, end) = (
            u64::from_str_radix(start, 16).unwrap(),
            u64::from_str_radix(end, 16).unwrap(),
        );
        while at < end {
            let length = chunk.len().min((end - at) as usize);
            if memory.seek(SeekFrom::Start(at)).is_err()
                || memory.read_exact(&mut chunk[..length]).is_err()
            {
                break;
            }
            // Masked in place, so that the copy in this buffer is not a secret itself.
            chunk[..length].iter_mut().for_each(|byte| *byte ^= MASK);
            let own = chunk.as_ptr() as u64..chunk.as_ptr() as u64 + chunk.len() as u64;
            if !own.contains(&at) {
                let windows = chunk[..length].windows(needle.masked.len());
                found += windows.filter(|window| *window == needle.masked).count();
            }
            at += length as u64;
        }
    }
    found
}
