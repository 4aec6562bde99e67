namespace ModelChecking;

/// <summary>A thread of the model. It runs on a <see cref="Carrier"/>, one of all at a time.</summary>
internal sealed class ModelThread
{
    public ModelThread(int id, string name, Action body, int threads)
    {
        Id = id;
        Name = name;
        Body = body;
        Clock = new VectorClock(threads);
        Clock.Tick(id);
        History = Mix.In(17, (ulong)id);
    }

    public int Id { get; }

    public string Name { get; }

    public Action Body { get; }

    public VectorClock Clock { get; }

    public StoreBuffer Buffer { get; } = new();

    public Round Round { get; } = new();

    public Carrier? Carrier { get; set; }

    public bool IsFinished { get; set; }

    /// <summary>What it waits for; null if it can go on.</summary>
    public Func<bool>? Until { get; set; }

    /// <summary>Steps done since it was last switched to.</summary>
    public int StepsInTurn { get; set; }

    /// <summary>
    /// How many of its delayed stores it has made since the last step before which it could be preempted: somebody else's fence may
    /// find it before or behind each of them.
    /// </summary>
    public int UncertainStores { get; set; }

    /// <summary>A hash of all it has read, and so of where it stands: the code is deterministic.</summary>
    public ulong History { get; set; }

    /// <summary>A hash of the step it is about to make.</summary>
    public ulong Pending { get; set; }

    /// <summary>Whether it is a servant without work.</summary>
    public bool WaitsForWork { get; set; }
}
