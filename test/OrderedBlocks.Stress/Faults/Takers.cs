using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>Ways of taking outputs.</summary>
internal static class Takers
{
    /// <summary>Fickle targets come and go; some stay.</summary>
    public static void LinkAndUnlink(FaultWorld world, int seed)
    {
        var random = new Random(seed);
        int links = random.Next(1, 12);
        for (int i = 0; i < links; i++)
        {
            var target = new FickleTarget(world, i);
            var options = new DataflowLinkOptions
            {
                Append = random.Next(2) == 0,
                MaxMessages = random.Next(3) == 0 ? random.Next(1, 10) : DataflowBlockOptions.Unbounded,
                PropagateCompletion = random.Next(2) == 0,
            };
            IDisposable link = random.Next(3) == 0
                ? world.Block.LinkTo(target, options, item => LikesItem(world, item))
                : world.Block.LinkTo(target, options);
            Thread.SpinWait(random.Next(3000));
            if (random.Next(4) != 0)
            {
                link.Dispose();
            }
        }
    }

    private static bool LikesItem(FaultWorld world, Tagged item)
    {
        int roll = world.Dice.Roll(50, 300 + item.Producer, item.Number);
        if (roll == 0 && world.TargetThrows)
        {
            world.NoteError(isCertain: true);
            throw new IntendedException("predicate");
        }

        return roll < 45;
    }

    /// <summary>Receives in all ways until nothing comes any more. Some receives are canceled.</summary>
    public static async Task ReceiveAllAsync(FaultWorld world, int seed)
    {
        var random = new Random(seed);
        OrderedTransformBlock<Tagged, Tagged> block = world.Block;
        while (await block.OutputAvailableAsync())
        {
            switch (random.Next(4))
            {
                case 0:
                    if (block.TryReceiveAll(out IList<Tagged>? items))
                    {
                        foreach (Tagged one in items)
                        {
                            world.Recorder.Add(one);
                        }
                    }

                    break;

                case 1:
                    using (var cancellation = new CancellationTokenSource())
                    {
                        Task<Tagged> receive = block.ReceiveAsync(cancellation.Token);
                        Thread.SpinWait(random.Next(200));
                        await cancellation.CancelAsync();
                        await ((Task)receive).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        if (receive.IsCompletedSuccessfully)
                        {
                            world.Recorder.Add(await receive);
                        }
                    }

                    break;

                default:
                    if (block.TryReceive(out Tagged item))
                    {
                        world.Recorder.Add(item);
                    }

                    break;
            }
        }
    }
}
