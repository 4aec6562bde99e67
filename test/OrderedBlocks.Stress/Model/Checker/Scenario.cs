namespace ModelChecking;

/// <summary>A state, its threads, and what must hold: a new instance for each execution.</summary>
public abstract class Scenario
{
    /// <summary>Creates the state and adds the threads. Runs before the first step, on no modelled thread.</summary>
    public abstract void Set(ModelRun run);

    /// <summary>What must hold after each step that others can see.</summary>
    public virtual void CheckStep(ModelRun run)
    {
    }

    /// <summary>What must hold when no thread can go on any more.</summary>
    public abstract void CheckEnd(ModelRun run);

    /// <summary>The objects that a trace takes the names of the words from, by name.</summary>
    public abstract IEnumerable<(string Name, object Root)> Roots { get; }
}
