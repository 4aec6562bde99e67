using System.CommandLine;
using OrderedBlocks.Benchmarks.Channels;
using OrderedBlocks.Benchmarks.Commands;
using OrderedBlocks.Benchmarks.Keys;

namespace OrderedBlocks.Benchmarks;

/// <summary>The command line: the runners of this program, and BenchmarkDotNet for everything else.</summary>
internal static class BenchmarkCommand
{
    public static RootCommand Create() => new("Benchmarks of OrderedBlocks. What begins with an option is BenchmarkDotNet's.")
    {
        BreakEvenCommand.Create(),
        CacheLineCommand.Create(),
        ContestCommand.Create(
            "channels", "ns an item of a stage between two channels, against channels alone.", ChannelContests.All),
        GrowthCommand.Create(),
        ContestCommand.Create(
            "keys", "ns an item with and without a key, and of blocks picked by the key's hash.", KeyContests.All),
        LatencyCommand.Create(),
        ManyCommand.Create(),
        RegimesCommand.Create(),
        ReuseCommand.Create(),
        StartCommand.Create(),
        TargetsCommand.Create(),
        MicroCommand.Create(),
    };
}
