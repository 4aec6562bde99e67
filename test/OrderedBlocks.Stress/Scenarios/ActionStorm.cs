using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Scenarios;

/// <summary>
/// Actors, in many small worlds: four producers that send to an action block; delegates that end at once, after a while or on a thread
/// that happens to come by; in some worlds an item that fails in either of them, items that are dropped by either, and Complete, Fault
/// or a cancellation at any moment, from outside or from inside a call. Allowed: for each producer what was accepted is consumed in
/// order, without what was dropped on purpose, one at a time; all of it if the block ends well, and the beginning of it if not.
/// Forbidden: anything else, two calls of <c>consume</c> at a time, a send or an end that never comes, counts that do not balance.
/// </summary>
internal sealed class ActionStorm : IScenario
{
    public string Name => "action-storm";

    public string Summary => "Four producers, an action block whose calls end anywhere, faults and cancellations.";

    public async Task RunAsync(StressRun run)
    {
        int worlds = run.Pick(1_500, 10_000);
        for (int i = 0; i < worlds; i++)
        {
            using var world = new ActionWorld(run.Random.Next());
            run.Watchdog.ShowNothing();
            run.Watchdog.Show(() => $"world {world.Seed}: {world.Block.Statistics}, {world.Block.Completion.Status}");
            await world.LiveAsync();
            world.Check();
            run.Watchdog.Progress();
            run.Count("worlds", 1);
            run.Count("accepted", world.Block.Statistics.Admitted);
            run.Count("consumed", world.Block.Statistics.Released);
            run.Count($"ended {world.Block.Completion.Status}", 1);
        }
    }
}
