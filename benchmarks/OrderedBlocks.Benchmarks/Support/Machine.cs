using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using OrderedBlocks.Benchmarks.CacheLines;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>What a figure depends on besides the code: the machine, the runtime, the day and the commit.</summary>
internal sealed record Machine(string Processor, int Cores, string Platform, string Runtime, string Date, string Commit)
{
    public static Machine Current { get; } = new(
        ProcessorName(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        DateTime.UtcNow.ToString("yyyy-MM-dd"),
        CommitName());

    /// <summary>The line that stands over all results, with what others did so far.</summary>
    public override string ToString() =>
        string.Join("; ", Parts().Where(static part => part.Length > 0));

    private string[] Parts() =>
        [$"{Processor}, {Cores} cores", Platform, Runtime, Date, $"commit {Commit}", Distance.Describe(), Neighbours.Share()];

    private static string ProcessorName()
    {
        try
        {
            string? line = File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
            {
                return line[(line.IndexOf(':') + 1)..].Trim();
            }
        }
        catch (IOException)
        {
            // not a Linux
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string CommitName()
    {
        if (Git("rev-parse --short HEAD") is not { Length: > 0 } commit)
        {
            return "unknown";
        }

        // the results themselves, and files that git does not know, do not make the code another
        string? changes = Git("status --porcelain --untracked-files=no -- :/ :(exclude,top)benchmarks/results");
        return changes is { Length: > 0 } ? commit + "-dirty" : commit;
    }

    private static string? Git(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            string? answer = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return git?.ExitCode == 0 ? answer : null;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
