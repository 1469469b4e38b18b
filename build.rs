//! Names this build by the sources that it is made of, so that what one build has kept is never taken
//! for what another would find.

#![expect(clippy::disallowed_methods, reason = "a build script reads the sources")]

use std::env;
use std::fs;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::path::Path;
use std::path::PathBuf;

fn main() {
    let mut files = vec![PathBuf::from("Cargo.toml")];
    // Not there in every package.
    files.extend(Path::new("Cargo.lock").is_file().then(|| PathBuf::from("Cargo.lock")));
    files.iter().for_each(|path| println!("cargo::rerun-if-changed={}", path.display()));
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src");
    add(Path::new("src"), &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        path.to_string_lossy().replace('\\', "/").hash(&mut hasher);
        fs::read(&path).unwrap_or_default().hash(&mut hasher);
    }
    env::var("TARGET").unwrap_or_default().hash(&mut hasher);
    println!("cargo::rustc-env=SEEDLS_BUILD={:016x}", hasher.finish());
}

fn add(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            add(&path, files);
        } else {
            files.push(path);
        }
    }
}
