namespace OrderedBlocks.Stress.Actors;

/// <summary>Where a number of delegates wait for each other: nobody goes on before all have come.</summary>
internal sealed class Meeting(int participants)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = participants;

    /// <summary>Somebody has come; whether he waits is his affair.</summary>
    public void Arrive()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _all.SetResult();
        }


    }

    /// <summary>Ends when all have come.</summary>
    public Task All => _all.Task;
}
