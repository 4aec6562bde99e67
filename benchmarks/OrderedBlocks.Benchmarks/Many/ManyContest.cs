using System.Diagnostics;
using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Many;

/// <summary>So many items with so many outputs each, from a sender through a block into a target that counts.</summary>
/// <param name="Items">Items a run.</param>
/// <param name="Outputs">Outputs of each.</param>
/// <param name="Workers">The parallelism.</param>
/// <param name="Capacity">The bound of the block; -1 for none.</param>
internal sealed record ManyContest(int Items, int Outputs, int Workers, int Capacity)
{
    /// <summary>Nanoseconds an output, and bytes allocated an output.</summary>
    public (double Nanoseconds, double Bytes) Run(bool ordered)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = Capacity, MaxDegreeOfParallelism = Workers };
        IPropagatorBlock<int, int> block = ordered
            ? new OrderedTransformManyBlock<int, int>(MakeOutputs, options)
            : new TransformManyBlock<int, int>(MakeOutputs, options);
        var target = new CountingTarget((long)Items * Outputs);
        block.LinkTo(target);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long began = Stopwatch.GetTimestamp();
        for (int item = 0; item < Items; item++)
        {
            if (!block.Post(item))
            {
                block.SendAsync(item).Wait();
            }
        }

        target.Done.Wait();
        double elapsed = Stopwatch.GetElapsedTime(began).TotalNanoseconds;
        double bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        block.Complete();
        block.Completion.Wait();
        double outputs = (double)Items * Outputs;
        return (elapsed / outputs, bytes / outputs);
    }

    private IEnumerable<int> MakeOutputs(int item)
    {
        for (int i = 0; i < Outputs; i++)
        {
            yield return i;
        }
    }
}
