using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>
/// Counts the process-wide fences of regimes in a process of its own under strace, so that the library pays nothing for being
/// counted. Where that cannot be done, the reason is said.
/// </summary>
internal sealed class FenceCounter
{
    /// <summary>The hidden option of the traced process.</summary>
    public const string LogOption = "--fence-log";

    private readonly Dictionary<string, Fences> _fences = [];

    /// <summary>Why nothing was counted; null if it was.</summary>
    public string? Reason { get; private set; }

    public Fences? Find(Regime regime) => _fences.TryGetValue(regime.FullName, out Fences fences) ? fences : null;

    /// <summary>Counts those that contain a text.</summary>
    public void Count(string? filter)
    {
        if (!OperatingSystem.IsLinux())
        {
            Reason = "process-wide fences are counted by strace, on Linux only";
            return;
        }

        string log = Path.GetTempFileName();
        try
        {
            Trace(log, filter);
        }
        catch (Win32Exception)
        {
            Reason = "process-wide fences are not counted: there is no strace";
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static ProcessStartInfo Command(string log, string? filter)
    {
        var start = new ProcessStartInfo("strace") { RedirectStandardOutput = true, RedirectStandardError = true };
        string program = Environment.ProcessPath!;
        string library = typeof(FenceCounter).Assembly.Location;
        IEnumerable<string> self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, library] : [program];
        IEnumerable<string> chosen = filter is null ? [] : ["--filter", filter];
        foreach (string word in (string[])[
            "-f", "--seccomp-bpf", "-qq", "-e", "trace=membarrier", "-e", "signal=none", "-o", log,
            .. self, "regimes", LogOption, log, .. chosen])
        {
            start.ArgumentList.Add(word);
        }

        return start;
    }

    private void Trace(string log, string? filter)
    {
        using Process strace = Process.Start(Command(log, filter))!;
        Task<string> errors = strace.StandardError.ReadToEndAsync();
        while (strace.StandardOutput.ReadLine() is { } line)
        {
            if (line.Split('\t') is [string name, string ours, string theirs])
            {
                _fences[name] = new Fences(
                    double.Parse(ours, CultureInfo.InvariantCulture), double.Parse(theirs, CultureInfo.InvariantCulture));
            }
        }

        strace.WaitForExit();
        if (strace.ExitCode == 0)
        {
            return;
        }

        // a container may forbid tracing; then nothing has run
        string message = errors.Result.Trim();
        Reason = _fences.Count == 0
            ? $"process-wide fences are not counted: strace says {message}"
            : throw new MeasurementException($"The traced process failed: {message}");
    }
}
