//! On what was measured: without it a figure says nothing.

use crate::Failure;
use std::fs;
use std::process::Command;

/// One line: processor, cores, memory, kernel, date, and how busy it was before.
pub(crate) fn describe() -> Result<String, Failure> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = field(&processors, "model name").unwrap_or("an unknown processor");
    let cores = processors.lines().filter(|line| line.starts_with("processor")).count();
    let memory = fs::read_to_string("/proc/meminfo")?;
    let memory = field(&memory, "MemTotal").and_then(|text| text.split(' ').next());
    let memory = memory.and_then(|text| text.parse::<u64>().ok()).unwrap_or_default() >> 20;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let load = fs::read_to_string("/proc/loadavg")?;
    let load = load.split(' ').next().unwrap_or_default();
    let date = Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]).output()?;
    Ok(format!(
        "{model}, {cores} cores, {memory} GiB; Linux {}; {}; load average before: {load}",
        kernel.trim(),
        String::from_utf8_lossy(&date.stdout).trim(),
    ))
}

/// The first `name : value` of a file of the kernel.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    let mut named = lines.filter(|(key, _)| key.trim() == name);
    named.next().map(|(_, value)| value.trim())
}
