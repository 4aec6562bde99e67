using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: two workers on items that are there already, of which all have the same key, or all but one.
/// Forbidden: two items of one key at the same time or in another order, an item that nobody starts, a key's queue that is left over.
/// </summary>
internal abstract class KeyScenario(int items, int other = 0) : BlockScenario
{
    // Touched by the delegates, so that the state's hash knows of their coming.
    private readonly Cell _touched = ModelRun.CreateCell(0);
    private int _lastOfKey;
    private bool _isKeyInWork;

    /// <summary>Which items have been started.</summary>
    protected bool[] Started { get; } = new bool[items + 1];

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        run.Require(Block.Core.QueuedCount == 0, $"{Block.Core.QueuedCount} items are still queued.");
        run.Require(Block.Core.Keyed!.Table.Count == 0, "A key's queue is left over.");
    }

    /// <summary>Creates the block and posts the items.</summary>
    protected void CreateAndPost(ModelRun run)
    {
        Create(
            run,
            capacity: items,
            workers: 2,
            Transform,
            options: new OrderedBlockOptions<int, bool> { KeySelector = item => item == other });
        for (int item = 1; item <= items; item++)
        {
            Post(item);
        }
    }

    /// <summary>What happens in the middle of an item.</summary>
    protected abstract void Work(int item);

    private int Transform(int item)
    {
        ModelRun.Current.Add(_touched, item);
        ModelRun.Current.Require(!Started[item], $"Item {item} is started twice.");
        Started[item] = true;
        if (item == other)
        {
            Work(item);
            return item * 10;
        }

        ModelRun.Current.Require(!_isKeyInWork, $"Item {item} is started beside another one of its key.");
        ModelRun.Current.Require(_lastOfKey < item, $"Item {item} is started after {_lastOfKey}.");
        _lastOfKey = item;
        _isKeyInWork = true;
        Work(item);
        ModelRun.Current.Add(_touched, item);
        _isKeyInWork = false;
        return item * 10;
    }
}
