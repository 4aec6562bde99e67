using ModelChecking;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: items with more outputs than there is room for, their workers, and a thread that receives them all; perhaps one that
/// faults the block meanwhile. Allowed: all outputs, in order; or the beginning of them, and the end. Forbidden: more outputs kept than there is room for, an enumerator that waits beside room, or that
/// waits in a block that is faulted.
/// </summary>
internal sealed class ManyWithoutRoom(int items, int outputs, int workers, int capacity, bool faults) : ManyScenario
{
    private readonly List<int> _received = [];
    private int _handed;

    public override void Set(ModelRun run)
    {
        AddThread(run, "receiver", Receive);
        if (faults)
        {
            AddThread(run, "ender", () => Block.Fault(new InvalidOperationException()));
        }

        Create(
            run, workers, Outputs, new OrderedBlockOptions { OutputCapacity = capacity, OutputCapacityPerItem = 1 }, extraThreads: 1);
    }

    public override void CheckEnd(ModelRun run)
    {
        IEnumerable<int> all = Enumerable.Range(1, items).SelectMany(item => TensOf(item, outputs));
        RequireOutputs(run, all.Take(faults ? _received.Count : items * outputs), _received);
        RequireAllDisposed(run);
        RequireEnd(run, faults ? TaskStatus.Faulted : TaskStatus.RanToCompletion);
    }

    private void Receive()
    {
        for (int item = 1; item <= items; item++)
        {
            Post(item);
        }

        if (!faults)
        {
            Block.Complete();
        }

        while (_received.Count < (faults ? 1 : items * outputs))
        {
            ModelRun.Current.WaitUntil(() => Block.Head == Ring.HeadStatus.Completed || Block.Completion.IsCompleted);
            if (Block.Completion.IsCompleted)
            {
                return;
            }

            if (Block.TryReceive(filter: null, out int output))
            {
                _received.Add(output);
            }
        }
    }

    private IEnumerable<int> Outputs(int item)
    {
        foreach (int output in TensOf(item, outputs))
        {
            // One is ahead in the enumerator of each worker; what is received and not noted yet is at most one.
            _handed++;
            ModelRun.Current.Require(
                _handed - _received.Count <= capacity + workers + 1,
                $"{_handed} outputs were made, and {_received.Count} received.");
            yield return output;
        }
    }
}
