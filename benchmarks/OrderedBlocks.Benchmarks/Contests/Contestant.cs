namespace OrderedBlocks.Benchmarks.Contests;

/// <summary>One of those that are measured in turn.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Items">How many items a run sends.</param>
/// <param name="RunAsync">Sends them, and throws if they do not all come out in order.</param>
internal sealed record Contestant(string Name, int Items, Func<Task> RunAsync);
