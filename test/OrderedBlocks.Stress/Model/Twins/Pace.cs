namespace OrderedBlocks.Scheduling;

/// <summary>Time does not pass in the model: the scenario says whether threads come back soon.</summary>
internal struct Pace
{
    private bool _isDisappointed;

    public readonly bool IsBrisk => ModelThreads.Current.IsBrisk && !_isDisappointed;

    public readonly long Begin() => 0;

    public readonly void End(long began) => _ = began;

    public void Disappoint() => _isDisappointed = true;
}
