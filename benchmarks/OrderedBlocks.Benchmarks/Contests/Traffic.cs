using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Contests;

/// <summary>The ways in which items are sent through one block into a target that takes everything, checked there.</summary>
internal static class Traffic
{
    /// <summary>One producer: posts, and waits when it has to.</summary>
    public static async Task OneProducerAsync(string what, IPropagatorBlock<long, long> block, int items)
    {
        var sink = new OrderedSink();
        var target = Link(block, sink.Take);
        await Mesh.SendAllAsync(block, items);
        await target.Completion;
        sink.Verify(what, items);
    }

    /// <summary>Several producers at the same time.</summary>
    public static async Task ProducersAsync(string what, IPropagatorBlock<long, long> block, int producers, int itemsEach)
    {
        var sink = new ProducerSink(producers);
        var target = Link(block, sink.Take);
        await Task.WhenAll(
            Enumerable.Range(0, producers).Select(producer => Task.Run(() => SendAsync(block, producer, itemsEach))));
        block.Complete();
        await target.Completion;
        sink.Verify(what, itemsEach);
    }

    /// <summary>One producer that lets so many messages wait at the same time and awaits the oldest.</summary>
    public static async Task PendingAsync(string what, IPropagatorBlock<long, long> block, int pending, int items)
    {
        var sink = new OrderedSink();
        var target = Link(block, sink.Take);
        var waiting = new Queue<Task<bool>>(pending);
        for (long item = 0; item < items; item++)
        {
            if (waiting.Count == pending)
            {
                await waiting.Dequeue();
            }

            waiting.Enqueue(block.SendAsync(item));
        }

        await Task.WhenAll(waiting);
        block.Complete();
        await target.Completion;
        sink.Verify(what, items);
    }

    private static SinkTarget<long> Link(IPropagatorBlock<long, long> block, Action<long> take)
    {
        var target = new SinkTarget<long>(take);
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        return target;
    }

    private static async Task SendAsync(IPropagatorBlock<long, long> block, int producer, int items)
    {
        for (int number = 0; number < items; number++)
        {
            long item = ProducerSink.Item(producer, number);
            if (!block.Post(item))
            {
                await block.SendAsync(item);
            }
        }
    }
}
