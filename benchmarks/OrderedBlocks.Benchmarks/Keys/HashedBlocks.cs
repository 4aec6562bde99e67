using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Keys;

/// <summary>
/// The usual work-around: as many blocks with one worker each as there may be workers, of which an item's key picks one. It keeps
/// the order of a key, and no order between keys; a key that takes long holds up all that share its block, and
/// then the sender.
/// </summary>
internal static class HashedBlocks
{
    public static async Task RunAsync(Func<long, long> transform, Func<long, long> key, int items)
    {
        var blocks = new TransformBlock<long, long>[Mesh.Parallelism];
        var targets = new SinkTarget<long>[blocks.Length];
        long[] counts = new long[blocks.Length];
        long wrong = 0;
        for (int index = 0; index < blocks.Length; index++)
        {
            int self = index;
            long last = -1;
            blocks[index] = new TransformBlock<long, long>(
                transform, new ExecutionDataflowBlockOptions { BoundedCapacity = Mesh.Capacity / blocks.Length });
            targets[index] = new SinkTarget<long>(result =>
            {
                long number = (uint)result;
                wrong += number > last ? 0 : 1;
                last = number;
                counts[self]++;
            });
            blocks[index].LinkTo(targets[index], new DataflowLinkOptions { PropagateCompletion = true });
        }

        for (long item = 0; item < items; item++)
        {
            TransformBlock<long, long> block = blocks[(uint)key(item).GetHashCode() % blocks.Length];
            if (!block.Post(item))
            {
                await block.SendAsync(item);
            }
        }

        foreach (TransformBlock<long, long> block in blocks)
        {
            block.Complete();
        }

        await Task.WhenAll(targets.Select(static target => target.Completion));
        if (wrong > 0 || counts.Sum() != items)
        {
            throw new MeasurementException($"hashed blocks: {counts.Sum()} of {items} results arrived, {wrong} out of order.");
        }
    }
}
