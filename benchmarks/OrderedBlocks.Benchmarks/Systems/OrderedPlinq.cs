using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>PLINQ over a sequence of unknown length, ordered, with its default buffers; the caller takes the results.</summary>
internal sealed class OrderedPlinq : ISystem
{
    public string Name => "plinq";

    public string Title => "PLINQ, AsOrdered";

    public Task<int> RunAsync(Work work, OrderedSink sink, int items)
    {
        IEnumerable<long> results = Numbers(items)
            .AsParallel()
            .AsOrdered()
            .WithDegreeOfParallelism(Mesh.Parallelism)
            .Select(work.Transform)
            .AsEnumerable();
        foreach (long result in results)
        {
            sink.Take(result);
        }

        return Task.FromResult(0);
    }

    // an iterator, so that the source is a stream, as with the others, and not a range that can be cut in two
    private static IEnumerable<long> Numbers(int items)
    {
        for (long item = 0; item < items; item++)
        {
            yield return item;
        }
    }
}
