using ModelChecking;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers on three items that are there already, of which the second fails; a releaser. Allowed: the first item comes
/// out, or nothing if the releaser was early. Forbidden: anything behind the failed item.
/// </summary>
internal sealed class TruncateAtFailure : RingScenario
{
    public override void Set(ModelRun run)
    {
        CreateRing(3);
        for (int item = 1; item <= 3; item++)
        {
            Admit(item);
        }

        Ring.Close();
        run.AddThread("worker1", () => Work(2));
        run.AddThread("worker2", () => Work(1));
        run.AddThread("releaser", () =>
        {
            for (int look = 0; look < 3; look++)
            {
                if (Ring.TryPeek(out int output))
                {
                    Ring.Pop();
                    Released.Add(output);
                }
            }
        });
    }

    public override void CheckEnd(ModelRun run)
    {
        run.Require(Released.Count == 0 || (Released.Count == 1 && Released[0] == 10), $"Came out {string.Join(' ', Released)}.");
        run.Require(Ring.TryDiscard(out long discarded), "Everything is done, yet it cannot be thrown away.");
        run.Require(discarded == 2 - Released.Count, $"{discarded} outputs were thrown away.");
        run.Require(Ring.IsFinished, "The closed ring is not finished.");
    }

    protected override void Finish(Position position)
    {
        Ring.TryTakeInput(position, out int item);
        if (item == 2)
        {
            Ring.TruncateAt(position);
            Ring.Skip(position);
        }
        else
        {
            Ring.Complete(position, item * 10);
        }
    }
}
