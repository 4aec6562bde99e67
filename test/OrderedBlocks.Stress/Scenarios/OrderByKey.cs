using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors: one to four senders, a block that orders its items by keys of which some are frequent, delegates that spin, yield, sleep
/// or are pending; some of the blocks are faulted or canceled, or a delegate fails. Allowed: the exact sequence, or its beginning. Forbidden:
/// two items of a key at the same time, or started in another order than that of the output; an item or an end that never comes.
/// </summary>
internal sealed class OrderByKey : IScenario
{
    public string Name => "keys";

    public string Summary => "Items that are ordered by key, some keys frequent; blocks that end before their time.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(60, 300);
        for (int number = 0; number < worlds; number++)
        {
            using var world = new KeyedWorld(run, items: run.Pick(2_000, 10_000));
            run.Show(world.Text, world.Block);
            await world.RunAsync();
            run.Watchdog.ShowNothing();
            run.Count("items", world.Accepted);
        }

        run.Count("blocks", worlds);
    }
}
