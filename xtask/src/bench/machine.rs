//! The machine a number was measured on: numbers without it say nothing.

/// One line: processor, cores, memory, kernel.
pub fn line() -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let (cpu, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split(':').nth(1)?.trim().to_owned())
    };
    let model = field(&cpu, "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kilobytes = field(&memory, "MemTotal").and_then(|total| total.split(' ').next()?.parse::<u64>().ok());
    let gigabytes = kilobytes.unwrap_or_default() / 1024 / 1024;
    format!("{model}, {cores} cores, {gigabytes} GiB, Linux {}", read("/proc/sys/kernel/osrelease").trim())
}
