using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>A way to do some work on each of many items and to take the results in order.</summary>
internal interface ISystem
{
    /// <summary>The name on the command line and in files.</summary>
    string Name { get; }

    /// <summary>The name in tables and charts.</summary>
    string Title { get; }

    /// <summary>Works on the items 0, 1, 2 and so on, and has the sink take all results before it ends.</summary>
    /// <returns>How often the producer had to wait.</returns>
    Task<int> RunAsync(Work work, OrderedSink sink, int items);
}
