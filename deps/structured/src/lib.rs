// SPDX-License-Identifier: Apache-2.0
//! C face of three Rust libraries: `llguidance` (token masks; its own C ABI, re-exported unchanged),
//! `jsonschema` (an independent judge of the documents those masks produce) and `toml` (a user's own rules).
//!
//! Invariants: nothing is ever fetched (`offline`), no panic crosses into C, every error message is cut to
//! the caller's buffer and NUL-terminated, a validator is immutable and may be shared between threads.
//! A schema is refused when it is large, when an expression in it is not linear-time, or when following its
//! references unfolds it into more than `UNFOLD_MAX` checks (24 levels of `anyOf` that name the same definition
//! twice would otherwise take minutes).

use std::collections::HashMap;
use std::ffi::{c_char, c_int, c_void};
use std::panic::AssertUnwindSafe;

use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

// Keeps llguidance's `extern "C"` functions in the archive.
pub use llguidance::ffi::*;

/// Longest message handed out, so that a document cannot inflate a report with its own content.
const MESSAGE_MAX: usize = 480;

/// A user's schema has a few hundred lines.
const SCHEMA_MAX: usize = 256 * 1024;

/// Subschemas a document may be held against, references followed, recursion counted once.
const UNFOLD_MAX: u64 = 100_000;

pub struct IdioJsv {
    validator: Validator,
}

/// `None` if `f` panicked. llguidance's wrapper, because it also keeps the panic hook from writing to stderr.
fn caught<R>(f: impl FnOnce() -> R) -> Option<R> {
    llguidance::panic_utils::catch_unwind(AssertUnwindSafe(|| Ok(f()))).ok()
}

/// Copies `text` into `err`, cut at a character border, control characters replaced.
unsafe fn set_err(err: *mut c_char, cap: usize, text: &str) {
    if err.is_null() || cap == 0 {
        return;
    }
    let limit = (cap - 1).min(MESSAGE_MAX);
    let mut at = 0;
    for ch in text.chars() {
        let ch = if ch.is_control() { ' ' } else { ch };
        let mut buf = [0u8; 4];
        let bytes = ch.encode_utf8(&mut buf).as_bytes();
        if at + bytes.len() > limit {
            break;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), err.add(at).cast(), bytes.len());
        at += bytes.len();
    }
    *err.add(at) = 0;
}

unsafe fn bytes<'a>(data: *const c_char, n: usize) -> &'a [u8] {
    if data.is_null() {
        &[]
    } else {
        std::slice::from_raw_parts(data.cast(), n)
    }
}

/// The root is named "/" so that a message never starts with nothing.
fn located(pointer: &str, message: &str) -> String {
    format!("{}: {}", if pointer.is_empty() { "/" } else { pointer }, message)
}

/// How many subschemas `node` unfolds into; `seen` holds finished counts, `None` while a node is being counted.
fn unfolded(root: &Value, node: &Value, seen: &mut HashMap<*const Value, Option<u64>>) -> u64 {
    if let Some(known) = seen.get(&std::ptr::from_ref(node)) {
        return known.unwrap_or(1);
    }
    seen.insert(node, None);
    let mut count: u64 = 1;
    match node {
        Value::Array(items) => {
            for item in items {
                count = count.saturating_add(unfolded(root, item, seen));
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                match key.as_str() {
                    "$defs" | "definitions" | "enum" | "const" | "default" | "examples" => {}
                    "$ref" | "$dynamicRef" | "$recursiveRef" => {
                        let target = value.as_str().and_then(|r| r.strip_prefix('#'));
                        if let Some(target) = target.and_then(|pointer| root.pointer(pointer)) {
                            count = count.saturating_add(unfolded(root, target, seen));
                        }
                    }
                    _ => count = count.saturating_add(unfolded(root, value, seen)),
                }
            }
        }
        _ => {}
    }
    seen.insert(node, Some(count));
    count
}

fn build(schema: &[u8]) -> Result<IdioJsv, String> {
    if schema.len() > SCHEMA_MAX {
        return Err(located("", &format!("schema is larger than {SCHEMA_MAX} bytes")));
    }
    let schema: Value =
        serde_json::from_slice(schema).map_err(|e| located("", &format!("schema is not JSON: {e}")))?;
    jsonschema::meta::validate(&schema)
        .map_err(|e| located(e.instance_path().as_str(), &e.masked().to_string()))?;
    if unfolded(&schema, &schema, &mut HashMap::new()) > UNFOLD_MAX {
        return Err(located("", &format!("schema unfolds into more than {UNFOLD_MAX} subschemas")));
    }
    // Linear-time expressions only: a user's pattern must not be able to hang the check.
    let validator = jsonschema::options()
        .offline()
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex().size_limit(1 << 20))
        .build(&schema)
        .map_err(|e| located(e.instance_path().as_str(), &e.to_string()))?;
    Ok(IdioJsv { validator })
}

fn check(validator: &Validator, doc: &[u8]) -> Result<(), (c_int, String)> {
    let doc: Value = serde_json::from_slice(doc).map_err(|e| (-1, located("", &format!("not JSON: {e}"))))?;
    validator.validate(&doc).map_err(|e| (0, located(e.instance_path().as_str(), &e.masked().to_string())))
}

/// See structured.h.
///
/// # Safety
/// `schema` points to `n` bytes; `err` to `err_cap` bytes or is NULL.
#[no_mangle]
pub unsafe extern "C" fn idio_jsv_new(
    schema: *const c_char,
    n: usize,
    err: *mut c_char,
    err_cap: usize,
) -> *mut IdioJsv {
    match caught(|| build(bytes(schema, n))) {
        Some(Ok(jsv)) => Box::into_raw(Box::new(jsv)),
        Some(Err(message)) => {
            set_err(err, err_cap, &message);
            std::ptr::null_mut()
        }
        None => {
            set_err(err, err_cap, "/: the validator library failed on this schema");
            std::ptr::null_mut()
        }
    }
}

/// See structured.h.
///
/// # Safety
/// `jsv` comes from `idio_jsv_new`; `doc` points to `n` bytes; `err` to `err_cap` bytes or is NULL.
#[no_mangle]
pub unsafe extern "C" fn idio_jsv_check(
    jsv: *const IdioJsv,
    doc: *const c_char,
    n: usize,
    err: *mut c_char,
    err_cap: usize,
) -> c_int {
    let Some(jsv) = jsv.as_ref() else {
        set_err(err, err_cap, "/: no validator");
        return -1;
    };
    match caught(|| check(&jsv.validator, bytes(doc, n))) {
        Some(Ok(())) => 1,
        Some(Err((code, message))) => {
            set_err(err, err_cap, &message);
            code
        }
        None => {
            set_err(err, err_cap, "/: the validator library failed on this document");
            -1
        }
    }
}

/// See structured.h.
///
/// # Safety
/// `jsv` comes from `idio_jsv_new` and is not used again; NULL is allowed.
#[no_mangle]
pub unsafe extern "C" fn idio_jsv_free(jsv: *mut IdioJsv) {
    if !jsv.is_null() {
        caught(|| drop(Box::from_raw(jsv)));
    }
}

/// Longest TOML text that is read; the caller's own limit is lower.
const TOML_MAX: usize = 4 * 1024 * 1024;

/// Dates have no JSON form and become strings; floats that are no number become null.
fn json_of(v: toml::Value) -> Value {
    match v {
        toml::Value::String(s) => Value::String(s),
        toml::Value::Integer(i) => Value::from(i),
        toml::Value::Float(f) => Value::from(f),
        toml::Value::Boolean(b) => Value::Bool(b),
        toml::Value::Datetime(d) => Value::String(d.to_string()),
        toml::Value::Array(a) => Value::Array(a.into_iter().map(json_of).collect()),
        toml::Value::Table(t) => Value::Object(t.into_iter().map(|(k, v)| (k, json_of(v))).collect()),
    }
}

/// "line 3, column 7: …", both counted from 1, columns in characters.
fn place_of(text: &str, e: &toml::de::Error) -> String {
    let at = e.span().map_or(0, |s| s.start.min(text.len()));
    let before = text.get(..at).unwrap_or("");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    format!("line {line}, column {column}: {}", e.message())
}

fn toml_to_json(text: &[u8]) -> Result<Vec<u8>, String> {
    if text.len() > TOML_MAX {
        return Err(format!("line 1, column 1: larger than {TOML_MAX} bytes"));
    }
    let text = std::str::from_utf8(text).map_err(|e| format!("byte {}: not UTF-8", e.valid_up_to()))?;
    let table: toml::Table = text.parse().map_err(|e| place_of(text, &e))?;
    serde_json::to_vec(&json_of(toml::Value::Table(table))).map_err(|e| e.to_string())
}

/// See toml.h.
///
/// # Safety
/// `text` points to `n` bytes; `err` to `err_cap` bytes or is NULL; `put` does not unwind.
#[no_mangle]
pub unsafe extern "C" fn idio_toml_to_json(
    text: *const c_char,
    n: usize,
    put: unsafe extern "C" fn(*mut c_void, *const c_char, usize),
    ctx: *mut c_void,
    err: *mut c_char,
    err_cap: usize,
) -> c_int {
    match caught(|| toml_to_json(bytes(text, n))) {
        Some(Ok(json)) => {
            put(ctx, json.as_ptr().cast(), json.len());
            1
        }
        Some(Err(message)) => {
            set_err(err, err_cap, &message);
            0
        }
        None => {
            set_err(err, err_cap, "the TOML library failed on this text");
            -1
        }
    }
}
