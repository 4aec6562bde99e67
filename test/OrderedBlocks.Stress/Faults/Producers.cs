using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>Ways of sending items. Each returns those that were accepted, in order.</summary>
internal static class Producers
{
    /// <summary>By sends, one after the other, until one is declined.</summary>
    public static async Task<List<Tagged>> SendAllAsync(FaultWorld world, int producer)
    {
        List<Tagged> accepted = [];
        for (int number = 0; number < world.ItemsPerProducer; number++)
        {
            var item = new Tagged(producer, number);
            if (!await world.Block.SendAsync(item))
            {
                break;
            }

            accepted.Add(item);
        }

        return accepted;
    }

    /// <summary>By a buffer, which is unlinked and linked again meanwhile. What has not left it was not accepted.</summary>
    public static async Task<List<Tagged>> BufferAllAsync(FaultWorld world, int producer)
    {
        Tagged[] items = [.. Enumerable.Range(0, world.ItemsPerProducer).Select(number => new Tagged(producer, number))];
        var buffer = new BufferBlock<Tagged>();
        IDisposable link = buffer.LinkTo(world.Block);
        foreach (Tagged item in items)
        {
            buffer.Post(item);
            if (item.Number % 16 == 9)
            {
                link.Dispose();
                link = buffer.LinkTo(world.Block);
            }
        }

        buffer.Complete();
        return await Task.WhenAny(buffer.Completion, world.Block.Completion) == buffer.Completion
            ? [.. items]
            : [.. items.Take(items.Length - buffer.Count)];
    }

    /// <summary>By posts, of which those to a full block are lost.</summary>
    public static async Task<List<Tagged>> PostAllAsync(FaultWorld world, int producer)
    {
        List<Tagged> accepted = [];
        for (int number = 0; number < world.ItemsPerProducer; number++)
        {
            var item = new Tagged(producer, number);
            if (world.Block.Post(item))
            {
                accepted.Add(item);
            }
            else if (number % 8 == 0)
            {
                await Task.Yield();
            }
        }

        return accepted;
    }
}
