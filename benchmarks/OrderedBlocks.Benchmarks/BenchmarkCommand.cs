using System.CommandLine;
using OrderedBlocks.Benchmarks.Commands;

namespace OrderedBlocks.Benchmarks;

/// <summary>The command line: the runners of this program, and BenchmarkDotNet for everything else.</summary>
internal static class BenchmarkCommand
{
    public static RootCommand Create() => new("Benchmarks of OrderedBlocks. What begins with an option is BenchmarkDotNet's.")
    {
        BreakEvenCommand.Create(),
        CacheLineCommand.Create(),
        GrowthCommand.Create(),
        KeysCommand.Create(),
        LatencyCommand.Create(),
        ManyCommand.Create(),
        ReuseCommand.Create(),
        TargetsCommand.Create(),
        MicroCommand.Create(),
    };
}
