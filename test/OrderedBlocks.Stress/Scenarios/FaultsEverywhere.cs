using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in thousands of small worlds: producers (sends, posts, a buffer, a source that throws or has lost a message), delegates
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
            FaultCheck.Assert(world, accepted);
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
                0 => Producers.SendAllAsync(world, producer),
                1 => new MoodySource(world, producer).ProduceAsync(world.Block),
                2 => Producers.BufferAllAsync(world, producer),
                _ => Producers.PostAllAsync(world, producer),
            })),
        ];
        Task taking = world.UsesReceiver
            ? Task.Run(() => Takers.ReceiveAllAsync(world, linkSeed))
            : Task.Run(() => Takers.LinkAndUnlink(world, linkSeed));
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
}
