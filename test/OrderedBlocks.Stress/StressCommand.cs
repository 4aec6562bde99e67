using System.CommandLine;
using OrderedBlocks.Stress.Commands;

namespace OrderedBlocks.Stress;

/// <summary>The command line: what the program can do.</summary>
internal static class StressCommand
{
    public static RootCommand Create() => new("Stress of OrderedBlocks: real threads, exact sequences; and a model checker for its sources.")
    {
        RunCommand.Create(),
        ModelCommand.Create(),
        ChildCommand.Create(),
    };
}
