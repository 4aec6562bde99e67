namespace OrderedBlocks.Tests.Observation.Support;

/// <summary>A clock that stands still until the test moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _now = 1_000_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Advance(double seconds) => _now += (long)(seconds * TimestampFrequency);
}
