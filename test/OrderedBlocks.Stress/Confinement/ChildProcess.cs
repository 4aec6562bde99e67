using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Confinement;

/// <summary>This program once more, with the command <c>child</c>.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>Begins a line in which the child tells a count: a name, a tab, a number.</summary>
    public const string CountMark = "#count ";

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += OnLine;
        process.ErrorDataReceived += OnLine;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What the child has counted.</summary>
    public IEnumerable<KeyValuePair<string, long>> Counts => _lines
        .Where(static line => line.StartsWith(CountMark, StringComparison.Ordinal))
        .Select(static line => line[CountMark.Length..].Split('\t'))
        .Select(static parts => new KeyValuePair<string, long>(parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture)));

    public static ChildProcess Start(string scenario, int seed, RunSize size, Limit limit)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        string[] arguments =
        [
            "child", "--scenario", scenario, "--size", size.ToString(), "--seed", seed.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (limit == Limit.OneProcessor)
        {
            // The runtime counts the processors before the child can give them up.
            start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        }

        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException("The child did not start."));
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="ViolationException">The child has failed, or took too long; its own words are in the message.</exception>
    public async Task WaitAsync(TimeSpan longest, Action stillWaiting)
    {
        var elapsed = Stopwatch.StartNew();
        Task exit = _process.WaitForExitAsync();
        while (await Task.WhenAny(exit, Task.Delay(s_look)) != exit)
        {
            stillWaiting();
            if (elapsed.Elapsed > longest)
            {
                throw new ViolationException($"The child has not ended after {longest}.{Environment.NewLine}{Words()}");
            }
        }

        if (_process.ExitCode != 0)
        {
            throw new ViolationException($"The child ended with code {_process.ExitCode}.{Environment.NewLine}{Words()}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string Words() => string.Join(Environment.NewLine, _lines.Select(static line => "  " + line));

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _lines.Enqueue(text);
        }
    }
}
