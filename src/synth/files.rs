//! A synthetic registry as files. The bytes come from the writers beside; here they only meet a disk.

use super::{Params, inspectors_csv, recusals_csv, subjects_csv};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes `subjects.csv`, `inspectors.csv`, `recusals.csv` and `planted.toml` into `dir`, which is
/// made if it does not exist. Files of these names are replaced. Returns the text of `planted.toml`.
///
/// # Errors
/// Those of the file system, and `InvalidInput` for parameters out of range.
pub fn write_dir(params: &Params, dir: &Path) -> io::Result<String> {
    super::check(params)?;
    fs::create_dir_all(dir)?;
    let subjects = file(dir, "subjects.csv", |out| subjects_csv(params, out))?;
    let inspectors = file(dir, "inspectors.csv", |out| inspectors_csv(params, out))?;
    let recusals = file(dir, "recusals.csv", |out| recusals_csv(params, out))?;
    let planted = format!(
        "# Synthetic: no row describes anybody. What an import of the files beside must find.\n\
         # `rows` counts lines; for contradicting duplicates both, for repeated rows the second.\n\n\
         [made-from]\nsubjects = {}\ninspectors = {}\nseed = \"{}\"\ndirt = {}\n\n{}\n{}\n{}",
        params.subjects,
        params.inspectors,
        params.seed,
        params.dirt,
        subjects.to_toml("subjects"),
        inspectors.to_toml("inspectors"),
        recusals.to_toml("recusals"),
    );
    fs::write(dir.join("planted.toml"), &planted)?;
    Ok(planted)
}

fn file<T>(
    dir: &Path,
    name: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>,
) -> io::Result<T> {
    let mut out = BufWriter::new(File::create(dir.join(name))?);
    let planted = write(&mut out)?;
    out.flush()?;
    Ok(planted)
}
