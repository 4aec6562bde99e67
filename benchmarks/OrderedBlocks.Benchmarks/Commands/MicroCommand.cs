using System.CommandLine;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>The command <c>micro</c>: the benchmarks that BenchmarkDotNet runs, with its own arguments.</summary>
internal static class MicroCommand
{
    public const string Name = "micro";

    public static Command Create()
    {
        // parsed by BenchmarkDotNet; here so that the help names it
        var command = new Command(Name, "BenchmarkDotNet, with its own arguments: micro --filter '*Post*', micro --list flat.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(result => Run([.. result.UnmatchedTokens]));
        return command;
    }

    public static int Run(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("micro takes BenchmarkDotNet's arguments, at least a filter: micro --filter '*'");
            return 1;
        }

        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(arguments)];
        bool filtered = arguments.Any(static argument => argument is "-f" or "--filter") && !arguments.Contains("--list");
        bool failed = summaries.Any(static summary =>
            summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success));
        return failed || (filtered && summaries.Length == 0) ? 1 : 0;
    }
}
