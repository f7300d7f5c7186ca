//! Vectors with a `MANIFEST`: which must be accepted, and which refused for what reason.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// Path of a vector.
pub fn path(kind: &str, name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(kind).join(name)
}

/// Text of a vector.
pub fn text(kind: &str, name: &str) -> String {
    std::fs::read_to_string(path(kind, name)).unwrap_or_else(|e| panic!("{kind}/{name}: {e}"))
}

/// Lines of a manifest, after checking that they name exactly the files that are there.
fn manifest(kind: &str) -> Vec<(String, String)> {
    let listed: Vec<(String, String)> = text(kind, "MANIFEST")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let [name, verdict, why] = line.split(" | ").collect::<Vec<_>>()[..] else {
                panic!("{kind}/MANIFEST: {line:?} is not `file | verdict | why`");
            };
            assert!(!why.is_empty(), "{kind}/{name}: no reason is given");
            (name.to_string(), verdict.to_string())
        })
        .collect();
    let names: BTreeSet<String> = listed.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names.len(), listed.len(), "{kind}/MANIFEST lists a file twice");
    let there: BTreeSet<String> = std::fs::read_dir(path(kind, ""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "MANIFEST")
        .collect();
    assert_eq!(names, there, "files listed in {kind}/MANIFEST, and files that are there");
    listed
}

/// Runs every vector of a kind as its manifest says. `read` gets name and bytes, and gives what is
/// printed for them where there is one text only.
pub fn run(kind: &str, read: impl Fn(&str, &[u8]) -> Result<Option<String>, String>) {
    let mut wrong = Vec::new();
    for (name, verdict) in manifest(kind) {
        let bytes = std::fs::read(path(kind, &name)).unwrap();
        match (verdict.strip_prefix("refuse: "), read(&name, &bytes)) {
            (None, Ok(printed)) => {
                assert_eq!(verdict, "accept", "{kind}/{name}");
                if let Some(printed) = printed {
                    assert_eq!(printed.as_bytes(), bytes, "{kind}/{name} is not printed as it was read");
                }
            }
            (None, Err(error)) => wrong.push(format!("{name} must be accepted: {error}")),
            (Some(reason), Ok(_)) => wrong.push(format!("{name} was accepted; must fail: {reason}")),
            (Some(reason), Err(error)) if error.contains(reason) => {}
            (Some(reason), Err(error)) => wrong.push(format!("{name}: expected {reason:?} in {error:?}")),
        }
    }
    assert!(wrong.is_empty(), "{kind}: {} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
