using OrderedBlocks.Keys;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Workers;

/// <content>Items that are ordered by key: one is claimed at a time, and its key's queue is left when it is done.</content>
internal sealed partial class Worker<TInput, TOutput>
{
    // Null where items are not ordered by key.
    private readonly KeyScheduler<TInput, TOutput>? _keyed;

    // The item in work, or the one before until its key's queue is left.
    private KeyTurn _turn;

    // As RunItem.
    private void RunKeyed(Position position)
    {
        if (_turn.Error is { } error)
        {
            _turn.Error = null;
            if (!IsToBeDropped(position) && _ring.TryTakeInput(position, out TInput input))
            {
                RecordOutcome(position, input, error);
                return;
            }
        }

        RunItem(position);
    }

    // To be called when the item is done and something of others is called before the next one is looked for: the key's next item
    // is not to wait for that.
    private void LeaveKeyQueue()
    {
        if (_turn.Queue is not null && _mode != Mode.Suspended)
        {
            _keyed!.Leave(ref _turn, _run.IsCheap);
        }
    }
}
