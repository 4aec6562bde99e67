using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>A block, or a short chain of them, whose latency is measured: it hands every result on at its end.</summary>
internal interface ILatencySubject
{
    string Name { get; }

    /// <summary>Makes one.</summary>
    /// <param name="transform">What is done in parallel.</param>
    /// <param name="deliver">Called for every result, in order, one at a time: the item is there.</param>
    /// <returns>Where items go, and the end of the last block.</returns>
    (ITargetBlock<long> Target, Task Completion) Create(Func<long, long> transform, Action<long> deliver);
}
