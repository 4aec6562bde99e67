using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in thousands of small worlds: producers (sends, posts, a buffer, a source whose messages are gone or that throws), delegates
/// that throw, cancel or return null at once or later, targets that decline, throw, reserve, take later, predicates that throw,
/// links that come and go, a receiver, a scheduler that refuses, and Complete, Fault and cancellation at any moment, from
/// outside or from inside a call. Allowed: what came out is, for each producer, the beginning of what was accepted, without
/// those that were dropped on purpose; all of it, if the block ends well. Forbidden: anything else; an end that does not come or
/// does not fit; a send that does not end; counts that do not balance.
/// </summary>
internal sealed class FaultsEverywhere : IScenario
{
    public string Name => "faults";

    public string Summary => "Delegates, targets, sources and schedulers fail; blocks end at any moment.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(10_000, 40_000);
        for (int i = 0; i < worlds; i++)
        {
            using var world = new FaultWorld(run.Random.Next());
            run.Watchdog.ShowNothing();
            run.Show($"world {world.Seed}", world.Block);
            IReadOnlyList<Tagged>[] accepted = await LiveAsync(world);
            world.Check(accepted);
            run.Watchdog.Progress();
            run.Count("worlds", 1);
            run.Count("accepted", accepted.Sum(static list => list.Count));
            run.Count("came out", world.Recorder.Items.Count);
            run.Count($"ended {world.Block.Completion.Status}", 1);
        }
    }

    private static async Task<IReadOnlyList<Tagged>[]> LiveAsync(FaultWorld world)
    {
        int linkSeed = world.Random.Next();
        int enderSpins = world.Random.Next(20_000);
        Task<List<Tagged>>[] producing =
        [
            .. Enumerable.Range(0, world.Producers).Select(producer => Task.Run(() => producer switch
            {
                0 => SendAllAsync(world, producer),
                1 => new MoodySource(world, producer).ProduceAsync(world.Block),
                2 => BufferAllAsync(world, producer),
                _ => PostAllAsync(world, producer),
            })),
        ];
        Task taking = world.UsesReceiver
            ? Task.Run(() => ReceiveAllAsync(world, linkSeed))
            : Task.Run(() => LinkAndUnlink(world, linkSeed));
        Task ending = Task.Run(() =>
        {
            foreach ((EndingKind kind, EndingMoment moment, int _) in world.Endings)
            {
                if (moment == EndingMoment.Thread)
                {
                    Thread.SpinWait(enderSpins);
                    world.End(kind);
                }
            }
        });

        if (world.Random.Next(16) == 0)
        {
            world.Track(Task.Run(world.WatchStatistics));
        }

        // Links have come and gone; the one that stays takes everything, so that nobody waits for ever by right.
        await ending;
        if (!world.UsesReceiver)
        {
            await taking;
            world.Block.LinkTo(new GoodTarget(world));
        }

        List<Tagged>[] accepted = await Task.WhenAll(producing);
        world.End(EndingKind.Complete);
        await taking;
        await world.SettleAsync();
        return accepted;
    }

    private static async Task<List<Tagged>> SendAllAsync(FaultWorld world, int producer)
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

    // A buffer, which is unlinked and linked again meanwhile. What has not left it was not accepted.
    private static async Task<List<Tagged>> BufferAllAsync(FaultWorld world, int producer)
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

    private static async Task<List<Tagged>> PostAllAsync(FaultWorld world, int producer)
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

    private static void LinkAndUnlink(FaultWorld world, int seed)
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

    private static async Task ReceiveAllAsync(FaultWorld world, int seed)
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
