//! Writes what the fuzz targets begin with, from the line's own encoders:
//! `cargo run -p line --example fuzz_corpus -- fuzz/corpus`.

use std::path::PathBuf;
use std::{fs, io};

use line::readers::SEEDS;

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let folder = folder.ok_or(io::Error::other("say into which folder"))?;
    for (name, seeds, _) in SEEDS {
        // RTCP comes by the socket of a browser phone.
        let target = if name == "rtcp" { "phone" } else { name };
        fs::create_dir_all(folder.join(target))?;
        for (number, seed) in seeds().into_iter().enumerate() {
            fs::write(folder.join(target).join(format!("{name}-{number}")), seed)?;
        }
    }
    Ok(())
}
