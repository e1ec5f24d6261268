//! Records, counters, transactions.

use proptest::prelude::*;

use super::*;

#[test]
fn records_come_back_as_they_were() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    let body = json!({"a": [1, 2.5, null, "文"], "b": {"c": true}});
    vault.write(|t| t.put("thing", "x", 5, &body)).unwrap();
    assert_eq!(
        vault.read(|t| t.get::<Value>("thing", "x")).unwrap(),
        Some(body)
    );
    assert_eq!(vault.read(|t| t.get::<Value>("thing", "y")).unwrap(), None);
    assert_eq!(vault.read(|t| t.get::<Value>("other", "x")).unwrap(), None);
    let wrong = vault.read(|t| t.get::<u64>("thing", "x"));
    assert!(matches!(wrong, Err(StoreError::Shape { kind }) if kind == "thing"));
    vault.write(|t| t.put("thing", "x", 6, &1)).unwrap();
    assert_eq!(
        vault
            .read(|t| t.record::<u64>("thing", "x"))
            .unwrap()
            .unwrap()
            .at,
        6
    );
    let exists = vault.write(|t| t.insert_new("thing", "x", 7, &2));
    assert!(matches!(exists, Err(StoreError::Exists)));
    assert_eq!(vault.read(|t| t.get("thing", "x")).unwrap(), Some(1));
    assert!(vault.write(|t| t.delete("thing", "x")).unwrap());
    assert!(!vault.write(|t| t.delete("thing", "x")).unwrap());
    assert_eq!(vault.read(|t| t.count("thing")).unwrap(), 0);
}

#[test]
fn lists_are_ordered_by_time_then_by_storing() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    vault
        .write(|t| {
            for (id, at) in [("a", 3), ("b", 1), ("c", 3), ("d", -2)] {
                t.insert_new("thing", id, at, id)?;
            }
            t.insert_new("other", "e", 9, "e")
        })
        .unwrap();
    let list = |order, limit, offset| {
        let records = vault
            .read(|t| t.list::<String>("thing", order, limit, offset))
            .unwrap();
        records
            .into_iter()
            .map(|record| record.body)
            .collect::<String>()
    };
    assert_eq!(list(Order::OldestFirst, usize::MAX, 0), "dbac");
    assert_eq!(list(Order::NewestFirst, usize::MAX, 0), "cabd");
    assert_eq!(list(Order::NewestFirst, 2, 1), "ab");
    assert_eq!(list(Order::NewestFirst, 2, 4), "");
    assert_eq!(list(Order::NewestFirst, 0, 0), "");
    let after = |order, id, limit| {
        let records = vault
            .read(|t| t.list_after::<String>("thing", order, id, limit))
            .unwrap();
        records
            .into_iter()
            .map(|record| record.id)
            .collect::<String>()
    };
    assert_eq!(after(Order::NewestFirst, None, 2), "ca");
    assert_eq!(after(Order::NewestFirst, Some("a"), 9), "bd");
    assert_eq!(after(Order::OldestFirst, Some("b"), 1), "a");
    assert_eq!(after(Order::OldestFirst, Some("gone"), 9), "");
    assert_eq!(vault.read(|t| t.count("thing")).unwrap(), 4);
}

#[test]
fn a_failed_write_keeps_nothing() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    let generation = vault.generation().unwrap();
    let result = vault.write(|t| {
        t.put("thing", "x", 1, &1)?;
        assert_eq!(t.next_number("n")?, 0);
        assert_eq!(t.count("thing")?, 1);
        t.insert_new("thing", "x", 1, &1)
    });
    assert!(matches!(result, Err(StoreError::Exists)));
    assert_eq!(vault.read(|t| t.count("thing")).unwrap(), 0);
    assert_eq!(vault.next_number("n").unwrap(), 0);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = vault.write(|t| -> Result<(), StoreError> {
            t.put("thing", "x", 1, &1)?;
            panic!("in the middle");
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(vault.read(|t| t.count("thing")).unwrap(), 0);
    assert_eq!(vault.generation().unwrap(), generation + 1);
}

#[test]
fn numbers_are_given_out_once() {
    let (_dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    let numbers: Vec<u64> = (0..5)
        .map(|_| open_vault.next_number("account").unwrap())
        .collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4]);
    assert_eq!(open_vault.next_number("other").unwrap(), 0);
    let open_vault = open(&open_vault.lock()).unwrap();
    assert_eq!(open_vault.read(|t| t.peek_number("account")).unwrap(), 5);
    assert_eq!(open_vault.read(|t| t.peek_number("fresh")).unwrap(), 0);
    open_vault
        .write(|t| t.raise_number("account", 100))
        .unwrap();
    open_vault.write(|t| t.raise_number("account", 50)).unwrap();
    assert_eq!(open_vault.next_number("account").unwrap(), 100);
    assert!(
        open_vault
            .write(|t| t.raise_number("account", u64::MAX))
            .is_err()
    );
}

#[test]
fn readers_see_one_state() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for n in 0..50u64 {
                vault.write(|t| {
                    t.put("pair", "a", 1, &n)?;
                    t.put("pair", "b", 1, &n)
                })?;
            }
            Ok::<_, StoreError>(())
        });
        while !writer.is_finished() {
            let pair: (Option<u64>, Option<u64>) = vault
                .read(|t| Ok::<_, StoreError>((t.get("pair", "a")?, t.get("pair", "b")?)))
                .unwrap();
            assert_eq!(pair.0, pair.1);
        }
        writer.join().unwrap().unwrap();
    });
    assert!(vault.check().unwrap().is_empty());
}

/// A full disk is told apart, nothing of the write is kept, and afterwards all is well.
#[test]
fn a_full_disk_loses_nothing() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    vault.write(|t| t.put("note", "1", 1, "kept")).unwrap();
    let limit = |pages: u32| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        vault
            .connection()
            .query_row(&sql, [], |row| row.get::<_, u32>(0))
            .unwrap()
    };
    limit(1); // The database's own size at least.
    let large = "x".repeat(100_000);
    let result = vault.write(|t| {
        t.put("note", "1", 2, "changed")?;
        t.put("note", "2", 2, &large)
    });
    assert!(matches!(result, Err(StoreError::DiskFull)), "{result:?}");
    assert_eq!(
        vault
            .read(|t| t.get::<String>("note", "1"))
            .unwrap()
            .as_deref(),
        Some("kept")
    );
    limit(u32::MAX - 1);
    vault.write(|t| t.put("note", "2", 2, &large)).unwrap();
    assert!(vault.check().unwrap().is_empty());
}

#[test]
fn the_settings_of_the_database_hold() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    let connection = vault.connection();
    let pragma = |name: &str| -> String {
        connection
            .query_row(&format!("PRAGMA {name}"), [], |row| {
                row.get::<_, rusqlite::types::Value>(0)
            })
            .map(|value| format!("{value:?}"))
            .unwrap()
    };
    for (name, expected) in [
        ("journal_mode", "Text(\"wal\")"),
        ("synchronous", "Integer(2)"),
        ("secure_delete", "Integer(1)"),
        ("foreign_keys", "Integer(1)"),
        ("trusted_schema", "Integer(0)"),
        ("cell_size_check", "Integer(1)"),
        ("application_id", "Integer(1129797204)"),
        ("user_version", "Integer(1)"),
        ("cipher_memory_security", "Text(\"1\")"),
        ("cipher_page_size", "Text(\"4096\")"),
        ("cipher_use_hmac", "Text(\"1\")"),
    ] {
        assert_eq!(pragma(name), expected, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// The store behaves as a map would.
    #[test]
    fn behaves_as_a_map(acts in proptest::collection::vec((0u8..4, 0u8..6, any::<u32>()), 1..40)) {
        let (_dir, vault) = fresh();
        let vault = open(&vault).unwrap();
        let mut map = BTreeMap::new();
        for (act, id, value) in acts {
            let id = id.to_string();
            match act {
                0 => {
                    vault.write(|t| t.put("k", &id, 0, &value)).unwrap();
                    map.insert(id, value);
                }
                1 => {
                    let added = vault.write(|t| t.insert_new("k", &id, 0, &value)).is_ok();
                    prop_assert_eq!(added, !map.contains_key(&id));
                    map.entry(id).or_insert(value);
                }
                2 => {
                    let removed = vault.write(|t| t.delete("k", &id)).unwrap();
                    prop_assert_eq!(removed, map.remove(&id).is_some());
                }
                _ => {
                    let found: Option<u32> = vault.read(|t| t.get("k", &id)).unwrap();
                    prop_assert_eq!(found, map.get(&id).copied());
                }
            }
        }
        prop_assert_eq!(vault.read(|t| t.count("k")).unwrap(), map.len() as u64);
    }
}
