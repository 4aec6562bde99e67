using System.CommandLine;
using ParallelGzip.Demo;

namespace ParallelGzip;

/// <summary>The whole program but for the process: what a test runs.</summary>
internal static class ParallelGzipApp
{
    private const string Name = "ParallelGzip";
    private const string Usage = $"usage: {Name} [INPUT] [-d] [-o OUTPUT] [-p N] [-b SIZE] [-l LEVEL] [-f] [-q]; -h explains";

    /// <summary>Runs a command line. Never throws; what went wrong is one line on standard error, and the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, ShutdownSignals signals)
    {
        try
        {
            var commandLine = new CommandLine();
            ParseResult line = commandLine.Parse(args);
            if (line.Errors.Count > 0)
            {
                await terminal.Error.WriteLineAsync($"{Name}: {line.Errors[0].Message}");
                await terminal.Error.WriteLineAsync(Usage);
                return ExitCode.Failure;
            }

            commandLine.SetAction(async (parsed, _) =>
            {
                await RunAsync(commandLine.Read(parsed), terminal, signals.Token);
                return ExitCode.Success;
            });

            // Help and version are written by the parser's own actions.
            await using var output = new StreamWriter(terminal.Output, leaveOpen: true);
            return await line.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                CancellationToken.None);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"{Name}: interrupted");
            return signals.ExitCode;
        }
        catch (UserErrorException fault)
        {
            await terminal.Error.WriteLineAsync($"{Name}: {fault.Message}");
            return ExitCode.Failure;
        }
        catch (Exception fault)
        {
            await terminal.Error.WriteLineAsync($"{Name}: unexpected {fault.GetType().Name}: {fault.Message}");
            return ExitCode.Failure;
        }
    }

    private static Task RunAsync(Settings settings, Terminal terminal, CancellationToken token) =>
        settings.Input is { } input
            ? GzipJob.RunAsync(settings, input, terminal, token)
            : SelfDemo.RunAsync(settings, terminal.Output, token);
}
